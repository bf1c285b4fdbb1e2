package io.bellwire.gateway.items;

import static io.bellwire.gateway.items.Samples.alarm;
import static io.bellwire.gateway.items.Samples.timer;
import static io.bellwire.gateway.items.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input on every door of the items: each a 4xx with a sentence that says what was expected, and nothing stored. */
class ItemBadInputTest {

    private static final String ITEMS = "/api/alarms-timers";
    private static final String JSON = "application/json";

    private final RunningGateway gateway = RunningGateway.shared();
    private final Http http = gateway.http(gateway.newUser());

    /** @param says what the detail contains */
    record Case(String method, String path, String contentType, String body, int status, String says) {
        @Override
        public String toString() {
            String shown = body.length() > 60 ? body.substring(0, 60) + "…" : body;
            return method + " " + path + " " + shown + " -> " + status;
        }
    }

    private static Case post(Object body, int status, String says) {
        return new Case("POST", ITEMS, JSON, Json.text(body), status, says);
    }

    private static Case bulk(Object body, int status, String says) {
        return new Case("POST", ITEMS + "/bulk", JSON, Json.text(body), status, says);
    }

    private static Case get(String path, int status, String says) {
        return new Case("GET", ITEMS + path, JSON, "", status, says);
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        cases.add(post("", 400, "JSON body is required"));
        cases.add(post("not json", 400, "not valid JSON"));
        cases.add(post("{\"id\": \"a1\"", 400, "not valid JSON"));
        cases.add(post("{} {}", 400, "JSON"));
        cases.add(post("[]", 400, "JSON object"));
        cases.add(post("\"text\"", 400, "JSON object"));
        cases.add(post("null", 400, "JSON body is required"));
        cases.add(post("{\"id\": \"a\", \"id\": \"b\"}", 400, "twice"));
        cases.add(post("{\"x\": ".repeat(5000) + "1" + "}".repeat(5000), 400, "nested"));
        cases.add(post(Map.of(), 400, "is required"));
        for (String missing : List.of("id", "type", "label", "alarm_time")) {
            Map<String, Object> item = alarm("a1");
            item.remove(missing);
            cases.add(post(item, 400, missing));
            cases.add(post(with(alarm("a1"), missing, null), 400, missing));
        }
        cases.add(post(with(timer("t1"), "duration", null), 400, "duration"));
        for (Object id :
                List.of("", " ", "-a", "a b", "ä", "a/b", "x".repeat(129), "bulk", "changes", "health", "ws")) {
            cases.add(post(with(alarm("a1"), "id", id), 400, "id"));
        }
        for (Object id : List.of(5, true, List.of("a"), Map.of())) {
            cases.add(post(with(alarm("a1"), "id", id), 400, "id must be a string"));
        }
        cases.add(post(with(alarm("a1"), "type", "reminder"), 400, "type must be one of alarm, timer"));
        cases.add(post(with(alarm("a1"), "type", "ALARM"), 400, "type must be one of alarm, timer"));
        cases.add(post(with(alarm("a1"), "type", ""), 400, "type must be one of alarm, timer"));
        cases.add(post(with(alarm("a1"), "type", 0), 400, "type must be one of alarm, timer"));
        cases.add(post(with(alarm("a1"), "label", ""), 400, "1 to 200 characters"));
        cases.add(post(with(alarm("a1"), "label", "x".repeat(201)), 400, "1 to 200 characters"));
        cases.add(post(with(alarm("a1"), "label", 7), 400, "label must be a string"));
        cases.add(post(
                "{\"id\":\"a1\",\"type\":\"alarm\",\"alarm_time\":\"07:30\",\"label\":\"a\\u0000b\"}", 400, "NUL"));
        cases.add(post(
                "{\"id\":\"a1\",\"type\":\"alarm\",\"alarm_time\":\"07:30\",\"label\":\"\\ud800\"}", 400, "label"));
        for (Object time : List.of("7:30", "24:00", "12:60", "07:30:00", "noon", "")) {
            cases.add(post(with(alarm("a1"), "alarm_time", time), 400, "HH:MM"));
            cases.add(post(with(alarm("a1"), "time", time), 400, "HH:MM"));
        }
        cases.add(post(with(alarm("a1"), "recurrence", "yearly"), 400, "recurrence must be one of once, daily"));
        for (Object days : List.of(List.of(7), List.of(-1))) {
            cases.add(post(with(alarm("a1"), "days", days), 400, "0 to 6"));
        }
        cases.add(post(with(alarm("a1"), "days", List.of(1, 1)), 400, "twice"));
        cases.add(post(with(alarm("a1"), "days", List.of(1.5)), 400, "days"));
        cases.add(post(with(alarm("a1"), "days", List.of("monday")), 400, "days"));
        cases.add(post(with(alarm("a1"), "days", "weekdays"), 400, "days must be an array"));
        cases.add(post(
                "{\"id\":\"a1\",\"type\":\"alarm\",\"label\":\"x\",\"alarm_time\":\"07:30\",\"days\":[null]}",
                400,
                "0 to 6"));
        cases.add(post(with(timer("t1"), "duration", 0), 400, "duration"));
        cases.add(post(with(timer("t1"), "duration", -5), 400, "duration"));
        cases.add(post(with(timer("t1"), "duration", 1.5), 400, "duration must be an integer"));
        cases.add(post(with(timer("t1"), "duration", "240"), 400, "duration must be an integer"));
        cases.add(post(with(timer("t1"), "duration", 1L << 40), 400, "duration must be an integer"));
        cases.add(post(with(timer("t1"), "remaining", -1), 400, "remaining"));
        for (String flag : List.of("enabled", "repeat", "play_sound", "show_popup")) {
            cases.add(post(with(timer("t1"), flag, "true"), 400, flag + " must be true or false"));
            cases.add(post(with(timer("t1"), flag, 1), 400, flag + " must be true or false"));
        }
        for (Object time : List.of("yesterday", "2024-13-01T00:00:00Z", "2024-01-15", "x".repeat(100))) {
            cases.add(post(with(timer("t1"), "started_at", time), 400, "started_at must be an ISO 8601 time"));
        }
        for (Object version : List.of(0, -1, Integer.MAX_VALUE)) {
            cases.add(post(with(alarm("a1"), "version", version), 400, "version must be"));
        }
        cases.add(post(with(alarm("a1"), "version", "2"), 400, "version must be an integer"));
        cases.add(post(with(alarm("a1"), "version", 1L << 31), 400, "version must be an integer"));
        cases.add(post(with(alarm("a1"), "user_id", "somebody-else"), 403, "user_id"));
        cases.add(post(with(alarm("a1"), "custom_sound", "x".repeat(3 << 20)), 413, "too large"));
        cases.add(new Case("POST", ITEMS, "text/plain", Json.text(alarm("a1")), 415, "application/json"));
        cases.add(new Case("POST", ITEMS, "application/xml", "<item/>", 415, "application/json"));
        cases.add(new Case("PUT", ITEMS, JSON, Json.text(alarm("a1")), 405, "GET or POST"));
        cases.add(new Case("PATCH", ITEMS + "/a1", JSON, "{}", 405, "DELETE or GET"));
        cases.add(bulk(Map.of(), 400, "items is required"));
        cases.add(bulk("{\"items\": {}}", 400, "items must be an array"));
        cases.add(bulk("[]", 400, "JSON object"));
        cases.add(bulk(Map.of("items", List.of(), "user_id", "somebody-else"), 403, "user_id"));
        cases.add(get("?type=reminder", 400, "alarm or timer"));
        cases.add(get("?enabled=perhaps", 400, "enabled must be true or false"));
        cases.add(get("?limit=0", 400, "limit must be 1 to 10000"));
        cases.add(get("?limit=10001", 400, "limit must be 1 to 10000"));
        cases.add(get("?limit=ten", 400, "limit must be an integer"));
        cases.add(get("?after=%20", 400, "after"));
        cases.add(get("?after=nobody", 400, "after must be the id"));
        for (String path : List.of("", "/a1", "/changes", "/ws/stats")) {
            cases.add(get(path + "?user_id=somebody-else", 403, "user_id"));
        }
        cases.add(new Case("DELETE", ITEMS + "/a1?user_id=somebody-else", JSON, "", 403, "user_id"));
        cases.add(new Case(
                "POST",
                ITEMS + "/bulk?user_id=somebody-else",
                JSON,
                Json.text(Map.of("items", List.of())),
                403,
                "user_id"));
        cases.add(new Case("FOO", ITEMS, JSON, "", 405, "method"));
        cases.add(get("/a%20b", 400, "id"));
        cases.add(get("/bulk", 400, "reserved"));
        cases.add(get("/nothing-here", 404, "Item not found"));
        cases.add(get("/a1/sub", 404, "nothing at this path"));
        cases.add(get("/changes?since=-1", 400, "since must be 0 or more"));
        cases.add(get("/changes?since=now", 400, "since must be an integer"));
        cases.add(get("/changes?limit=0", 400, "limit must be 1 to 1000"));
        cases.add(get("/changes?limit=1001", 400, "limit must be 1 to 1000"));
        cases.add(new Case("DELETE", ITEMS + "/a1?soft=perhaps", JSON, "", 400, "soft must be true or false"));
        cases.add(new Case("DELETE", ITEMS + "/bulk", JSON, "", 400, "reserved"));
        cases.add(new Case("DELETE", ITEMS + "/ws", JSON, "", 405, "expected GET"));
        cases.add(
                new Case("POST", ITEMS + "/ws/sync-required", JSON, "{\"reason\": 5}", 400, "reason must be a string"));
        cases.add(new Case(
                "POST",
                ITEMS + "/ws/sync-required",
                JSON,
                Json.text(Map.of("reason", "x".repeat(201))),
                400,
                "200 characters"));
        cases.add(new Case("DELETE", ITEMS + "/ws/stats", JSON, "", 405, "GET"));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bad_input_is_refused_with_a_sentence_and_loses_nothing(Case bad) {
        Http sender = http.with("Content-Type", bad.contentType()).with("Accept", "application/json");
        Answer answer = sender.send(bad.method(), bad.path(), bad.body().getBytes(StandardCharsets.UTF_8));
        answer.assertProblem(bad.status(), bad.says());
        assertThat(http.get(ITEMS).json().path("revision").asLong(-1)).isZero();
    }

    @Test
    void validation_failures_name_each_member() {
        Answer answer = http.post(ITEMS, Map.of("id", "-", "type", "alarm", "label", ""));
        answer.assertProblem(400, "");
        assertThat(answer.json().path("errors").valueStream().map(error -> error.path("field")
                        .asString()))
                .containsExactly("alarm_time", "id", "label");
        assertThat(answer.json().path("errors").path(0).propertyNames()).containsExactly("field", "message");
    }

    @Test
    void clients_quirks_are_no_errors() {
        Http quirky = http.with("Content-Type", JSON).with("Accept", "application/json");
        quirky.get(ITEMS).assertStatus(200);
        http.post(ITEMS, alarm("a1")).assertStatus(200);
        quirky.delete(ITEMS + "/a1").assertStatus(200);
        gateway.http().as("stale").get(ITEMS + "/health").assertStatus(200);
    }

    @Test
    void without_a_valid_token_every_call_is_a_401_problem() {
        for (String path : List.of("", "/a1", "/changes", "/ws/stats", "/unknown/path")) {
            gateway.http().get(ITEMS + path).assertProblem(401, "Not authenticated");
            gateway.http().as("nonsense").get(ITEMS + path).assertProblem(401, "Invalid token");
        }
    }
}
