package io.bellwire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.FakeClient;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.TestSocket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Each example of the document the alarm clients were written from: what it shows must still be there. */
class PolishSeedTest {

    private static final String ITEMS = "/api/alarms-timers";
    private static final Map<String, Object> ALARM = Map.of(
            "id", "alarm_001",
            "type", "alarm",
            "label", "Pobudka",
            "enabled", true,
            "alarm_time", "07:30",
            "recurrence", "weekdays",
            "days", List.of(1, 2, 3, 4, 5),
            "version", 1);

    private final RunningSystem system = RunningSystem.shared();
    private final RunningSystem.Person user = system.newUser();
    private final Http http = system.gateway(user);

    private static void shows(JsonNode message, String... members) {
        assertThat(message.propertyNames()).contains(members);
    }

    @Test
    void the_connected_message() {
        try (FakeClient client = system.client(user).connects()) {
            JsonNode connected = client.greeting();
            shows(connected, "type", "timestamp", "user_id", "message");
            assertThat(connected.path("user_id").asString()).isEqualTo(user.id());
            assertThat(connected.path("message").asString()).isEqualTo("WebSocket connection established");
        }
    }

    @Test
    void alarm_created_updated_and_deleted() {
        try (FakeClient client = system.client(user).connects()) {
            http.post(ITEMS, ALARM).assertStatus(200);
            JsonNode created = client.receives("alarm_created");
            shows(created, "type", "timestamp", "user_id", "data");
            shows(created.path("data"), "id", "type", "label", "enabled", "alarm_time", "recurrence", "days");
            shows(created.path("data"), "version", "created_at", "updated_at");
            ALARM.forEach((member, value) -> assertThat(
                            created.path("data").path(member).toString().replace("\"", ""))
                    .isEqualTo(value.toString().replace(" ", "")));

            Map<String, Object> updated = new HashMap<>(ALARM);
            updated.putAll(Map.of("label", "Pobudka (updated)", "enabled", false, "version", 2));
            http.post(ITEMS, updated).assertStatus(200);
            JsonNode change = client.receives("alarm_updated");
            shows(change.path("data"), "id", "label", "enabled", "version", "updated_at");
            assertThat(change.path("data").path("label").asString()).isEqualTo("Pobudka (updated)");
            assertThat(change.path("data").path("version").asInt()).isEqualTo(2);

            http.delete(ITEMS + "/alarm_001").assertStatus(200);
            JsonNode deleted = client.receives("alarm_deleted");
            assertThat(deleted.path("data").path("id").asString()).isEqualTo("alarm_001");
            shows(deleted.path("data"), "id", "deleted_at");
        }
    }

    @Test
    void timer_events_are_the_same_for_timers() {
        try (FakeClient client = system.client(user).connects()) {
            Map<String, Object> timer =
                    new HashMap<>(Map.of("id", "timer_001", "type", "timer", "label", "Zupa", "duration", 300));
            http.post(ITEMS, timer).assertStatus(200);
            client.receives("timer_created", "timer_001");
            timer.put("label", "Herbata");
            http.post(ITEMS, timer).assertStatus(200);
            client.receives("timer_updated", "timer_001");
            http.delete(ITEMS + "/timer_001").assertStatus(200);
            client.receives("timer_deleted", "timer_001");
        }
    }

    @Test
    void sync_required_triggered_by_hand() {
        try (FakeClient client = system.client(user).connects()) {
            http.post(ITEMS + "/ws/sync-required", Map.of("reason", "Manual trigger"))
                    .assertStatus(200);
            JsonNode sync = client.receives("sync_required");
            shows(sync, "type", "timestamp", "user_id", "reason");
            assertThat(sync.path("reason").asString()).isEqualTo("Manual trigger");
        }
    }

    @Test
    void ping_subscribe_unsubscribe_and_an_error() {
        TestSocket socket = system.client(user).connects().socket();
        shows(socket.sendText("{\n    \"type\": \"ping\"\n}").next("pong"), "timestamp");
        socket.sendJson(Map.of("type", "subscribe")).next("subscribed");
        JsonNode error = socket.sendText("nonsense").next("error");
        shows(error, "type", "timestamp", "error", "details");
        assertThat(error.path("error").asString()).isEqualTo("Invalid message format");
        assertThat(socket.sendJson(Map.of("type", "unsubscribe")).awaitClose().code())
                .isEqualTo(1000);
    }

    @Test
    void connection_statistics() {
        try (FakeClient first = system.client(user).connects();
                FakeClient second = system.client(user).connects()) {
            JsonNode stats = http.get(ITEMS + "/ws/stats").assertStatus(200).json();
            shows(stats, "total_users", "total_connections", "users");
            assertThat(stats.path("users").path(user.id()).asInt()).isEqualTo(2);
            assertThat(List.of(first, second)).hasSize(2);
        }
    }

    @Test
    void a_broken_token_is_refused_with_1008_invalid_token() {
        TestSocket socket = system.client(user).as("YOUR_JWT_TOKEN").opensSocket();
        socket.next("error");
        socket.assertClosed(1008, "Invalid token");
    }

    @Test
    void every_user_receives_only_their_own_events() {
        RunningSystem.Person other = system.newUser();
        try (FakeClient own = system.client(user).connects();
                FakeClient strangers = system.client(other).connects()) {
            http.post(ITEMS, ALARM).assertStatus(200);
            own.receives("alarm_created");
            strangers.receivesNothing();
        }
    }

    @Test
    void id_and_version_tell_events_apart() {
        try (FakeClient client = system.client(user).connects()) {
            Set<String> processed = new HashSet<>();
            for (int version = 1; version <= 3; version++) {
                Map<String, Object> alarm = new HashMap<>(ALARM);
                alarm.put("version", version);
                http.post(ITEMS, alarm).assertStatus(200);
                JsonNode data = client.socket().next().path("data");
                assertThat(processed.add(data.path("id").asString() + "_"
                                + data.path("version").asInt()))
                        .isTrue();
            }
        }
    }
}
