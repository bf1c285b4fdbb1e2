package io.bellwire.simulator;

import static io.bellwire.simulator.modbus.Frames.framed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bellwire.simulator.modbus.RegisterFile;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CerboTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final VirtualClock clock = new VirtualClock("2026-06-21T10:30:00.250Z");
    private final Cerbo cerbo = new Cerbo("cerbo-1", RegisterFile.none(), clock);

    @Test
    void a_report_has_the_seed_s_members_and_more_in_snake_case() {
        JsonNode report = JSON.readTree(cerbo.telemetry());

        assertThat(report.propertyNames())
                .containsExactlyInAnyOrder(
                        "battery_voltage",
                        "solar_power",
                        "timestamp",
                        "soc",
                        "battery_current",
                        "battery_power",
                        "battery_state",
                        "grid_power",
                        "grid_setpoint",
                        "load_power",
                        "loss_power");
        assertThat(report.path("timestamp").stringValue()).isEqualTo("2026-06-21T10:30:00.250+00:00");
        assertThat(report.path("battery_voltage").doubleValue()).isBetween(46.0, 57.0);
    }

    @Test
    void reports_balance_all_day_long() {
        for (int minute = 0; minute < 24 * 60; minute += 5) {
            JsonNode now = JSON.readTree(cerbo.telemetry());
            long in = number(now, "solar_power") + number(now, "grid_power") - number(now, "battery_power");
            long out = number(now, "load_power") + number(now, "loss_power");
            assertThat(in).isCloseTo(out, within(3L));
            assertThat(now.path("soc").doubleValue()).isBetween(0.0, 100.0);
            clock.advance(Duration.ofMinutes(5));
        }
    }

    @Test
    void reports_move() {
        String before = cerbo.telemetry();
        clock.advance(Duration.ofSeconds(2));

        assertThat(cerbo.telemetry()).isNotEqualTo(before);
    }

    @Test
    void credentials_are_the_two_members_whatever_is_in_them() {
        assertThat(Cerbo.credentials("a@b", "p\"\\\n")).isEqualTo("{\"email\":\"a@b\",\"password\":\"p\\\"\\\\\\n\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"command_type\":\"modbus_read\",\"hex_data\":\"64 03 03 26 00 01 HH\",\"data\":\"64 03 03 26 00 01 HH\"}",
                "{\"command_type\":\"modbus_read\",\"data\":\"64 03 03 26 00 01 HH\"}",
                "{\"command_type\":\"modbus_write\",\"hex_data\":\"64 03 03 26 00 01 HH\",\"data\":{}}",
            })
    void modbus_commands_are_answered_with_the_frame(String command) {
        String crc = framed("64 03 03 26 00 01").substring(18);

        assertThat(cerbo.answer(command.replace("HH", crc)))
                .hasValue("{\"hex_response\":\"" + framed("64 03 02 00 00") + "\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'command_type':'modbus_read','hex_data':'09 03 00 00 00 0a c4 86'} | Modbus timeout",
                "{'command_type':'modbus_read'} | Modbus timeout",
                "{'command_type':'modbus_read','hex_data':5} | Modbus timeout",
                "{'command_type':'modbus_read','hex_data':'01 03 00 00 00 0a c5 cd'} | No response from RS485",
            })
    void modbus_failures_are_reported_in_place_of_the_hex(String command, String failure) {
        assertThat(cerbo.answer(command.replace('\'', '"'))).hasValue("{\"hex_response\":\"" + failure + "\"}");
    }

    @Test
    void set_grid_feed_moves_the_set_point_of_the_grid() {
        JsonNode answer = JSON.readTree(
                cerbo.answer("{\"command\":\"set_grid_feed\",\"power\":5000}").orElseThrow());

        assertThat(answer.path("command").stringValue()).isEqualTo("set_grid_feed");
        assertThat(answer.path("status").stringValue()).isEqualTo("ok");
        assertThat(number(answer, "power")).isEqualTo(5_000);
        assertThat(number(answer, "grid_setpoint")).isEqualTo(-5_000);
        assertThat(number(answer, "grid_power")).isLessThan(0);
        assertThat(number(JSON.readTree(cerbo.telemetry()), "grid_setpoint")).isEqualTo(-5_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"5000\"", "null", "{}", "1e9", "-100001", "true"})
    void a_power_that_makes_no_sense_is_an_error(String power) {
        assertThat(cerbo.answer("{\"command\":\"set_grid_feed\",\"power\":" + power + "}")
                        .orElseThrow())
                .contains("\"status\":\"error\"", "power must be a number");
        assertThat(number(JSON.readTree(cerbo.telemetry()), "grid_setpoint")).isEqualTo(50);
    }

    @Test
    void every_other_message_of_a_person_is_answered_too() {
        assertThat(cerbo.answer("{\"command\":\"dance\"}"))
                .hasValue("{\"command\":\"dance\",\"status\":\"error\",\"detail\":\"Unknown command\"}");
        assertThat(cerbo.answer("{\"test\":\"data\"}")).hasValue("{\"status\":\"ok\",\"detail\":\"Message received\"}");
        assertThat(cerbo.answer("{\"command\":\"" + "x".repeat(60_000) + "\"}").orElseThrow())
                .hasSizeLessThan(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pong",
                "",
                "[]",
                "5",
                "null",
                "{",
                "{\"status\":\"error\",\"detail\":\"Invalid JSON\"}",
                "{\"status\":\"authenticated\"}",
            })
    void what_the_worker_remarks_is_not_answered(String text) {
        assertThat(cerbo.answer(text)).isEmpty();
    }

    @Test
    void json_as_deep_as_a_well_is_not_answered_and_does_no_harm() {
        assertThat(cerbo.answer("[".repeat(100_000))).isEmpty();
        assertThat(cerbo.answer("{\"a\":".repeat(50_000))).isEmpty();
    }

    @Test
    void the_same_session_id_is_the_same_plant() {
        String report = cerbo.telemetry();

        assertThat(new Cerbo("cerbo-1", RegisterFile.none(), clock).telemetry()).isEqualTo(report);
        assertThat(new Cerbo("cerbo-2", RegisterFile.none(), clock).telemetry()).isNotEqualTo(report);
    }

    private static long number(JsonNode object, String member) {
        assertThat(object.path(member).isNumber()).as(member).isTrue();
        return object.path(member).longValue();
    }
}
