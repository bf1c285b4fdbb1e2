package io.bellwire.worker.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Json;
import io.bellwire.worker.TestWorker;
import io.bellwire.worker.TestWorker.Person;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One device at a time; all devices of several instances are for {@code TwoWorkersTest}. */
class BroadcastTest {

    private final TestWorker worker = TestWorker.shared();
    private final Person owner = worker.user();
    private final FakeDevice device = worker.device(owner);

    @AfterEach
    void leave() {
        device.close();
    }

    private Answer broadcast(Person caller, String query) {
        return worker.as(caller).post("/broadcast_modbus_command?session_id=" + device.sessionId() + query);
    }

    private Answer hex(String hex) {
        return broadcast(owner, "&hex_data=" + URLEncoder.encode(hex, StandardCharsets.UTF_8));
    }

    @Test
    void the_default_command_goes_to_one_device() {
        Answer answer = broadcast(owner, "");
        answer.assertStatus(200);
        assertThat(answer.json()).isEqualTo(Json.parse("""
                                {"detail": "Modbus command broadcast complete", "total_devices": 1,
                                 "sent_successfully": 1, "failed": 0, "hex_command": "09 03 00 00 00 0a c4 85"}"""));
        assertThat(device.isSent()).isEqualTo(Json.parse("""
                                {"command_type": "modbus_read", "hex_data": "09 03 00 00 00 0a c4 85",
                                 "data": "09 03 00 00 00 0a c4 85"}"""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "09030000000ac485",
                "09 03 00 00 00 0A C4 85",
                "09,03,00,00,00,0a,c4,85",
                "09:03:00:00:00:0a:c4:85",
                "0x09 0x03 0x00 0x00 0x00 0x0A 0xC4 0x85",
                "0x09,0x03, 0x00,0x00, 0x00,0x0a, 0xc4,0x85",
                " 0903 0000 000a c485\n",
                "09 03 00 00 00 0a",
                "09030000000A",
            })
    void hex_is_read_in_all_its_forms_with_and_without_crc(String hex) {
        Answer answer = hex(hex);
        answer.assertStatus(200);
        assertThat(answer.json().path("hex_command").asString("")).isEqualTo("09 03 00 00 00 0a c4 85");
        assertThat(answer.json().has("crc_valid")).isFalse();
        assertThat(device.isSent().path("hex_data").asString("")).isEqualTo("09 03 00 00 00 0a c4 85");
    }

    @Test
    void a_wrong_crc_is_sent_as_given_and_named() {
        Answer answer = hex("01 03 00 00 00 0a c5 85");
        answer.assertStatus(200);
        assertThat(answer.json()).isEqualTo(Json.parse("""
                                {"detail": "Modbus command broadcast complete", "total_devices": 1,
                                 "sent_successfully": 1, "failed": 0, "hex_command": "01 03 00 00 00 0a c5 85",
                                 "crc_valid": false, "expected_crc": "c5 cd"}"""));
        assertThat(device.isSent().path("data").asString("")).isEqualTo("01 03 00 00 00 0a c5 85");
    }

    @Test
    void strictly_a_wrong_crc_is_an_error_and_nothing_is_sent() {
        broadcast(owner, "&strict=true&hex_data=01030000000ac585").assertProblem(400, "c5 cd");
        device.isSentNothing();
        broadcast(owner, "&strict=true&hex_data=01030000000ac5cd").assertStatus(200);
        broadcast(owner, "&strict=false&hex_data=01030000000ac585").assertStatus(200);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | is empty",
                "' ' | is empty",
                "0 | lone digit",
                "09 3 00 00 00 0a | lone digit",
                "09 03 00 00 00 0g | not a hex digit",
                "09 03 00 00 00 0я | not a hex digit",
                "09-03-00-00-00-0a | not a hex digit",
                "09 03 00 00 00 | needs 6 bytes, or 8 with CRC",
                "09 03 00 00 00 0a c4 | needs 6 bytes, or 8 with CRC",
                "09 03 00 00 00 0a c4 85 00 | needs 6 bytes, or 8 with CRC",
                "09 | unit address and a function code",
            })
    void hex_that_is_no_command_is_an_error_and_nothing_is_sent(String hex, String detail) {
        hex(hex).assertProblem(400, detail);
        device.isSentNothing();
    }

    @Test
    void more_than_256_bytes_are_no_command() {
        hex("09 41 " + "00 ".repeat(254)).assertStatus(403);
        hex("09 41 " + "00 ".repeat(255)).assertProblem(400, "longer than 256 bytes");
        device.isSentNothing();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "09 01 00 00 00 0a",
                "09 02 00 00 00 0a",
                "09 03 00 00 00 0a",
                "09 04 00 00 00 0a",
                "09 07",
                "09 0b",
                "09 0c",
                "09 11",
                "09 14 07 06 00 04 00 01 00 02",
                "09 18 04 de",
                "09 2b 0e 01 00"
            })
    void functions_that_read_are_let_through(String hex) {
        hex(hex).assertStatus(200);
        assertThat(device.isSent().path("command_type").asString("")).isEqualTo("modbus_read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "09 05 00 ac ff 00",
                "09 06 00 01 00 03",
                "09 08 00 00 a5 37",
                "09 0f 00 13 00 0a 02 cd 01",
                "09 10 00 01 00 02 04 00 0a 01 02",
                "09 15 09 06 00 04 00 07 00 01 06 af",
                "09 16 00 04 00 f2 00 25",
                "09 17 00 03 00 06 00 0e 00 01 02 00 ff",
                "09 41 00 00",
                "09 83 02 00",
                "09 00 00 00"
            })
    void anything_else_is_forbidden_and_nothing_is_sent(String hex) {
        hex(hex).assertProblem(403, "is not among those that may be broadcast");
        device.isSentNothing();
    }

    @Test
    void configuration_may_allow_functions_that_write() {
        TestWorker permissive = TestWorker.impatient();
        FakeDevice writable = permissive.device(owner);
        permissive
                .as(owner)
                .post("/broadcast_modbus_command?hex_data=090600010003&session_id=" + writable.sessionId())
                .assertStatus(200);
        assertThat(writable.isSent().path("command_type").asString("")).isEqualTo("modbus_write");
        permissive
                .as(owner)
                .post("/broadcast_modbus_command?hex_data=090500acff00&session_id=" + writable.sessionId())
                .assertProblem(403, "Modbus function 05");
        writable.leaves();
    }

    @Test
    void broadcasting_to_all_is_for_operators() {
        worker.as(owner).post("/broadcast_modbus_command").assertProblem(403, "for operators");
        device.isSentNothing();
    }

    @Test
    void the_one_device_has_to_be_the_callers_unless_an_operator_calls() {
        broadcast(worker.user(), "").assertProblem(404, "is not connected");
        device.isSentNothing();
        broadcast(worker.operator(), "").assertStatus(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"session_id", "session_id=", "session_id=%20", "session_id=a&session_id=b"})
    void an_empty_or_doubled_session_id_never_means_all(String query) {
        worker.as(worker.operator()).post("/broadcast_modbus_command?" + query).assertProblem(400, "session_id");
        device.isSentNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hex_data", "hex_data=", "hex_data=09&hex_data=07"})
    void an_empty_or_doubled_command_never_means_the_default(String query) {
        broadcast(owner, "&" + query).assertStatus(400);
        device.isSentNothing();
    }
}
