package io.bellwire.worker.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.LiveObjects;
import io.bellwire.testsupport.RawHttp;
import io.bellwire.worker.TestWorker;
import io.bellwire.worker.TestWorker.Person;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.buffer.NettyDataBuffer;

/** Every HTTP endpoint, and everything that can be wrong with a call: each is a problem with a plain sentence. */
class BadInputTest {

    private static final TestWorker WORKER = TestWorker.shared();
    private static final Person OWNER = WORKER.user();
    private static final Person OPERATOR = WORKER.operator();
    private static final FakeDevice DEVICE = WORKER.device(OWNER);

    @AfterAll
    static void nothing_was_sent_to_the_device() {
        DEVICE.isSentNothing().leaves();
    }

    record Case(String method, String path, String type, String body, int status, String detail) {

        static Case of(String call, int status, String detail) {
            String[] words = call.split(" ", 2);
            return new Case(words[0], words[1], "", "", status, detail);
        }

        static Case sending(String body, int status, String detail) {
            return new Case("POST", "/send_message", "application/json", body, status, detail);
        }

        Case as(String otherType) {
            return new Case(method, path, otherType, body, status, detail);
        }

        @Override
        public String toString() {
            String shown = method + " " + path + " " + type + " " + body;
            return (shown.length() < 100 ? shown : shown.substring(0, 100) + "…") + " -> " + status;
        }
    }

    static Stream<Case> cases() {
        String id = DEVICE.sessionId();
        return Stream.of(
                        sendMessage(id),
                        broadcast(id),
                        devices(),
                        Stream.of(
                                Case.of("GET /", 404, "nothing at this path"),
                                Case.of("GET /nothing", 404, "nothing at this path"),
                                Case.of("GET /devices/" + id, 405, "GET is not possible here; expected DELETE"),
                                Case.of("GET /devices/" + id + "/state", 404, "nothing at this path"),
                                Case.of("POST /health", 405, "expected GET"),
                                Case.of("GET /ws/devices", 400, "WebSocket"),
                                Case.of("GET /ws/devices?session_id=" + id, 400, "WebSocket"),
                                Case.of("POST /ws/devices", 405, "POST is not possible here"),
                                Case.of("GET /send_message/", 404, "nothing at this path")))
                .flatMap(cases -> cases);
    }

    private static Stream<Case> sendMessage(String id) {
        String good = "{\"session_token\": \"" + id + "\", \"data\": {}}";
        String token = "session_token must be 1 to 128 letters";
        return Stream.of(
                Case.of("GET /send_message", 405, "GET is not possible here; expected POST"),
                Case.of("PUT /send_message", 405, "expected POST"),
                Case.sending("", 400, "JSON body is required"),
                Case.sending("not json", 400, "not valid JSON"),
                Case.sending("{\"session_token\": \"" + id + "\", \"data\": {}", 400, "not valid JSON"),
                Case.sending(good + "{}", 400, "not valid JSON"),
                Case.sending("null", 400, "JSON body is required"),
                Case.sending("[]", 400, "The body must be a JSON object"),
                Case.sending("\"" + id + "\"", 400, "The body must be a JSON object"),
                Case.sending("17", 400, "The body must be a JSON object"),
                Case.sending("{}", 400, "is required"),
                Case.sending("{\"data\": {}}", 400, "session_token is required"),
                Case.sending("{\"session_token\": \"" + id + "\"}", 400, "data is required"),
                Case.sending("{\"session_token\": \"" + id + "\", \"data\": null}", 400, "data is required"),
                Case.sending("{\"session_token\": null, \"data\": {}}", 400, "session_token is required"),
                Case.sending("{\"session_token\": 17, \"data\": {}}", 400, "session_token must be a string"),
                Case.sending("{\"session_token\": [], \"data\": {}}", 400, "session_token must be a string"),
                Case.sending("{\"session_token\": \"\", \"data\": {}}", 400, token),
                Case.sending("{\"session_token\": \"a b\", \"data\": {}}", 400, token),
                Case.sending("{\"session_token\": \"health\", \"data\": {}}", 400, token),
                Case.sending("{\"session_token\": \"" + "a".repeat(129) + "\", \"data\": {}}", 400, token),
                Case.sending("{\"session_token\": \"a\\u0000\", \"data\": {}}", 400, token),
                Case.sending("{\"session_token\": \"" + id + "\", \"data\": []}", 400, "data must be a JSON object"),
                Case.sending(
                        "{\"session_token\": \"" + id + "\", \"data\": \"{}\"}", 400, "data must be a JSON object"),
                Case.sending("{\"session_token\": \"" + id + "\", \"data\": 17}", 400, "data must be a JSON object"),
                Case.sending(
                        "{\"session_token\": \"" + id + "\", \"data\": {\"a\": 1, \"a\": 2}}", 400, "a member twice"),
                Case.sending(
                        "{\"session_token\": \"" + id + "\", \"data\": " + "{\"a\":".repeat(5000) + "1"
                                + "}".repeat(5001),
                        400,
                        "nested more than 64 deep"),
                Case.sending("{\"session_token\": \"nobody\", \"data\": {}}", 404, "is not connected"),
                Case.sending(
                        "{\"session_token\": \"" + id + "\", \"data\": {\"a\": \"" + "x".repeat(70_000) + "\"}}",
                        413,
                        "64 KiB"),
                Case.sending("{\"a\": \"" + "x".repeat(3_000_000) + "\"}", 413, "too large"),
                Case.sending(good, 415, "application/json is expected").as("text/plain"),
                Case.sending(good, 415, "application/json is expected").as("application/xml"),
                Case.sending(good, 415, "application/json is expected").as("application/x-www-form-urlencoded"),
                Case.sending(good, 415, "application/json is expected").as("nonsense"));
    }

    private static Stream<Case> broadcast(String id) {
        String path = "POST /broadcast_modbus_command?";
        return Stream.of(
                Case.of("GET /broadcast_modbus_command", 405, "expected POST"),
                Case.of(path + "hex_data=", 400, "empty"),
                Case.of(path + "hex_data", 400, "empty"),
                Case.of(path + "hex_data=zz", 400, "not a hex digit"),
                Case.of(path + "hex_data=09%0003", 400, "not a hex digit"),
                Case.of(path + "hex_data=%FF%FE", 400, "not a hex digit"),
                Case.of(path + "hex_data=" + "09".repeat(6000), 400, "longer than 256 bytes"),
                Case.of(path + "hex_data=0903&hex_data=07", 400, "hex_data is given more than once"),
                Case.of(path + "hex_data=090500acff00", 403, "may be broadcast"),
                Case.of(path + "strict=maybe", 400, "strict must be true or false"),
                Case.of(path + "strict=", 400, "strict must be true or false"),
                Case.of(path + "strict=true&hex_data=01030000000ac585", 400, "c5 cd"),
                Case.of(path + "session_id=", 400, "session_id must be"),
                Case.of(path + "session_id=a/b", 400, "session_id must be"),
                Case.of(path + "session_id=nobody", 404, "is not connected"),
                Case.of(path + "session_id=" + id + "&session_id=" + id, 400, "session_id is given more than once"));
    }

    private static Stream<Case> devices() {
        return Stream.of("/devices", "/devices/connected")
                .flatMap(path -> Stream.of(
                        Case.of("POST " + path, 405, "expected"),
                        Case.of("GET " + path + "?limit=0", 400, "limit must be 1 to 10000"),
                        Case.of("GET " + path + "?limit=-1", 400, "limit must be 1 to 10000"),
                        Case.of("GET " + path + "?limit=10001", 400, "limit must be 1 to 10000"),
                        Case.of("GET " + path + "?limit=99999999999999999999", 400, "limit must be an integer"),
                        Case.of("GET " + path + "?limit=ten", 400, "limit must be an integer"),
                        Case.of("GET " + path + "?limit=1.5", 400, "limit must be an integer"),
                        Case.of("GET " + path + "?after=a%20b", 400, "after must be"),
                        Case.of("GET " + path + "?after=" + "a".repeat(129), 400, "after must be")));
    }

    static Stream<Case> withIds() {
        return Stream.of("a%20b", "-a", "a".repeat(129), "%D1%86", "bulk", "changes", "health", "ws")
                .flatMap(id -> Stream.of(
                        Case.of("GET /devices/" + id + "/status", 400, "session_id must be"),
                        Case.of("DELETE /devices/" + id, 400, "session_id must be")));
    }

    static Stream<Case> malformedAddresses() {
        return Stream.of("a%00b", "a;b=c", "a%2Fb", "a%0Ab", "..%2F")
                .map(id -> Case.of("GET /devices/" + id + "/status", 400, "The address of the request is malformed"));
    }

    @Test
    void an_address_that_is_no_uri_is_a_problem_too() {
        try (RawHttp raw = RawHttp.connect(WORKER.port())) {
            assertThat(raw.send("GET /devices/%zz/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .readAll())
                    .startsWith("HTTP/1.1 400 ")
                    .containsIgnoringCase("content-type: application/problem+json")
                    .contains("This is not a valid HTTP request");
        }
    }

    @Test
    void a_body_that_is_no_http_is_one_problem_and_the_end_of_its_connection() {
        try (RawHttp raw = RawHttp.connect(WORKER.port())) {
            assertThat(raw.beginPost("/send_message", OWNER.token())
                            .send("zz\r\n")
                            .readAll())
                    .startsWith("HTTP/1.1 400 ")
                    .containsOnlyOnce("HTTP/1.1 ")
                    .containsIgnoringCase("content-type: application/problem+json")
                    .contains("This is not a valid HTTP request");
        }
    }

    @Test
    void a_body_whose_bytes_arrive_one_at_a_time_is_not_kept_as_a_buffer_for_each() {
        int bytes = 20_000;
        try (RawHttp raw = RawHttp.connect(WORKER.port())) {
            raw.beginPost("/send_message", OWNER.token()).sendByteByByte("{}" + " ".repeat(bytes));
            Await.forASecond(() ->
                    assertThat(LiveObjects.of(NettyDataBuffer.class.getName())).isLessThan(bytes / 20));
            assertThat(raw.endBody().status()).isEqualTo(400);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"cases", "withIds", "malformedAddresses"})
    void bad_input_is_a_problem_with_a_plain_sentence(Case bad) {
        Http http = WORKER.as(bad.path().contains("broadcast") ? OPERATOR : OWNER);
        Http typed = bad.type().isEmpty() ? http : http.with("Content-Type", bad.type());
        Answer answer = bad.body().isEmpty()
                ? typed.send(bad.method(), bad.path())
                : typed.send(bad.method(), bad.path(), bad.body().getBytes(StandardCharsets.UTF_8));
        answer.assertProblem(bad.status(), bad.detail());
    }

    static Stream<String> closedPaths() {
        return Stream.of(
                "POST /send_message",
                "POST /broadcast_modbus_command",
                "GET /devices",
                "GET /devices/connected",
                "GET /devices/x/status",
                "DELETE /devices/x",
                "GET /actuator",
                "GET /actuator/env",
                "GET /nothing");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("closedPaths")
    void without_a_valid_token_there_is_nothing(String call) {
        String[] words = call.split(" ");
        WORKER.http().send(words[0], words[1]).assertProblem(401, "Not authenticated");
        WORKER.http().as("garbage").send(words[0], words[1]).assertProblem(401, "Invalid token");
        WORKER.http()
                .with("Authorization", "Basic YTpi")
                .send(words[0], words[1])
                .assertProblem(401, "Invalid token");
        WORKER.http().send(words[0], words[1] + "?token=" + OWNER.token()).assertProblem(401, "Not authenticated");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("closedPaths")
    void a_foreign_origin_is_turned_away(String call) {
        String[] words = call.split(" ");
        WORKER.as(OPERATOR)
                .with("Origin", "https://evil.example")
                .send(words[0], words[1])
                .assertProblem(403, "origin is not allowed");
    }
}
