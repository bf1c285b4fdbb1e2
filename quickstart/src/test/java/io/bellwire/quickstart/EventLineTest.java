package io.bellwire.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Json;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class EventLineTest {

    @Test
    void a_report_of_a_plant_shows_what_people_ask_for_with_units() {
        assertThat(line("""
                        {"type": "device_data", "device_id": "cerbo-1", "timestamp": "2024-01-15T10:30:00.000+00:00",
                         "data": {"battery_voltage": 51.23, "solar_power": 4211, "soc": 76.5, "grid_power": -3000}}
                        """))
                .isEqualTo("11:30:00  cerbo-1  solar   4211 W  grid  -3000 W  charge   76.5 %  voltage  51.23 V");
    }

    @Test
    void a_report_of_any_other_device_is_shown_as_it_is() {
        assertThat(line(data("{\"speed\":3}"))).isEqualTo("11:30:00  cerbo-1  {\"speed\":3}");
    }

    @Test
    void an_answer_is_shown_as_it_is() {
        assertThat(line(data("{\"hex_response\":\"09 03\"}")))
                .isEqualTo("11:30:00  cerbo-1  answers {\"hex_response\":\"09 03\"}");
        assertThat(EventLine.isAnswer(Json.parse(data("{\"hex_response\":\"09 03\"}"))))
                .isTrue();
        assertThat(EventLine.isAnswer(Json.parse(data("{\"solar_power\":1}")))).isFalse();
    }

    @Test
    void coming_and_going_is_told() {
        assertThat(line("{\"type\": \"device_connected\", \"device_id\": \"a\"}"))
                .isEqualTo("--:--:--  a  connected");
        assertThat(line("{\"type\": \"device_disconnected\", \"device_id\": \"a\"}"))
                .isEqualTo("--:--:--  a  disconnected");
    }

    @Test
    void a_heartbeat_tells_a_person_nothing() {
        assertThat(EventLine.of(Json.parse("{\"type\": \"heartbeat\"}"), ZoneId.of("Europe/Warsaw")))
                .isEmpty();
    }

    private static String data(String data) {
        return "{\"type\":\"device_data\",\"device_id\":\"cerbo-1\",\"timestamp\":\"2024-01-15T10:30:00.000+00:00\",\"data\":"
                + data + "}";
    }

    private static String line(String event) {
        return EventLine.of(Json.parse(event), ZoneId.of("Europe/Warsaw")).orElseThrow();
    }
}
