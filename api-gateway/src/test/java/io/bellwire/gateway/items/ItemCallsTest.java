package io.bellwire.gateway.items;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Http;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The REST calls of contract section 4. */
class ItemCallsTest {

    private final RunningGateway gateway = RunningGateway.shared();
    private final Person anna = gateway.newUser();
    private final Http http = gateway.http(anna);

    static Map<String, Object> alarm(String id) {
        return new HashMap<>(Map.of("id", id, "type", "alarm", "label", "Pobudka", "alarm_time", "07:30"));
    }

    static Map<String, Object> timer(String id) {
        return new HashMap<>(Map.of("id", id, "type", "timer", "label", "Tea", "duration", 240));
    }

    static Map<String, Object> with(Map<String, Object> item, String member, Object value) {
        Map<String, Object> changed = new HashMap<>(item);
        changed.put(member, value);
        return changed;
    }

    @Test
    void an_alarm_is_created_with_every_member_of_the_contract() {
        JsonNode item = http.post("/api/alarms-timers", alarm("alarm_001"))
                .assertStatus(200)
                .json();
        assertThat(item.propertyNames())
                .containsExactly(
                        "id",
                        "user_id",
                        "type",
                        "label",
                        "enabled",
                        "alarm_time",
                        "recurrence",
                        "days",
                        "duration",
                        "remaining",
                        "repeat",
                        "started_at",
                        "play_sound",
                        "show_popup",
                        "custom_sound",
                        "version",
                        "created_at",
                        "updated_at",
                        "synced_at");
        assertThat(item.path("user_id").asString()).isEqualTo(anna.id());
        assertThat(item.path("version").asInt()).isEqualTo(1);
        assertThat(item.path("created_at").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+00:00");
    }
}
