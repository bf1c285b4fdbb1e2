package io.bellwire.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Everything that can be wrong with a call of sign-in or of the device proxy, and the sentence that says so. */
class BadInputTest {

    private static final RunningGateway GATEWAY = RunningGateway.shared();
    private static final Person ANNA = GATEWAY.newUser();
    private static final String JSON = "application/json";
    private static final String AUTH = "/api/v1/auth/";
    private static final String PROXY = "/api/energetic_device_proxy/";

    record Call(String method, String path, String contentType, String body, int status, String detail) {
        @Override
        public String toString() {
            String shown = body.length() > 40 ? body.substring(0, 40) + "…" : body;
            return method + " " + path + " " + shown + " -> " + status;
        }
    }

    private static Call post(String path, String body, int status, String detail) {
        return new Call("POST", path, JSON, body, status, detail);
    }

    static List<Call> badBodies() {
        List<Call> calls = new ArrayList<>();
        for (String action : List.of("register", "login", "refresh", "logout", "password")) {
            String path = AUTH + action;
            calls.add(post(path, "", 400, "A JSON body is required"));
            calls.add(post(path, "{", 400, "not valid JSON"));
            calls.add(post(path, "{} {}", 400, "not valid JSON"));
            calls.add(post(path, "email=a", 400, "not valid JSON"));
            calls.add(post(path, "[]", 400, "must be a JSON object"));
            calls.add(post(path, "\"text\"", 400, "must be a JSON object"));
            calls.add(post(path, "{}", 400, "is required"));
            calls.add(post(path, "{\"a\":1,\"a\":2}", 400, "names a member twice"));
            calls.add(post(path, "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}", 400, "nested"));
            calls.add(post(path, "{\"a\":\"" + "x".repeat(3_000_000) + "\"}", 413, "too large"));
            calls.add(new Call("POST", path, "text/plain", "{}", 415, "application/json is expected"));
            calls.add(new Call("POST", path, "application/x-www-form-urlencoded", "a=b", 415, "application/json"));
            calls.add(new Call("POST", path, "nonsense", "{}", 415, "application/json"));
            calls.add(new Call("GET", path, JSON, "", 405, "expected POST"));
            calls.add(new Call("DELETE", path, JSON, "", 405, "expected POST"));
        }
        calls.add(new Call("POST", AUTH + "me", JSON, "{}", 405, "expected GET"));
        return calls;
    }

    static List<Call> badMembers() {
        String noEmail = "email must be an e-mail address of at most 254 characters";
        String noPassword = "password must be 8 to 72 bytes long";
        String half = " must be text without half a surrogate pair";
        return List.of(
                register("null", "\"12345678\"", "\"\"", "email is required"),
                register("7", "\"12345678\"", "\"\"", "email must be a string"),
                register("[]", "\"12345678\"", "\"\"", "email must be a string"),
                register("{}", "\"12345678\"", "\"\"", "email must be a string"),
                register("\"\"", "\"12345678\"", "\"\"", noEmail),
                register("\"nobody\"", "\"12345678\"", "\"\"", noEmail),
                register("\"@\"", "\"12345678\"", "\"\"", noEmail),
                register("\"a@b@c\"", "\"12345678\"", "\"\"", noEmail),
                register("\"a b@example.com\"", "\"12345678\"", "\"\"", noEmail),
                register("\"a\\u0000@example.com\"", "\"12345678\"", "\"\"", noEmail),
                register("\"" + "a".repeat(60) + "@" + "b".repeat(200) + ".com\"", "\"12345678\"", "\"\"", noEmail),
                register("\"a\\ud800@example.com\"", "\"12345678\"", "\"\"", noEmail),
                register("\"a@example.com\"", "\"12345678\\udc00\"", "\"\"", "password" + half),
                register("\"a@example.com\"", "\"12345678\"", "\"a\\ud83d\"", "name" + half),
                register("\"a@example.com\"", "null", "\"\"", "password is required"),
                register("\"a@example.com\"", "12345678", "\"\"", "password must be a string"),
                register("\"a@example.com\"", "\"\"", "\"\"", noPassword),
                register("\"a@example.com\"", "\"1234567\"", "\"\"", noPassword),
                register("\"a@example.com\"", "\"" + "x".repeat(73) + "\"", "\"\"", noPassword),
                register("\"a@example.com\"", "\"" + "🔑".repeat(19) + "\"", "\"\"", noPassword),
                register("\"a@example.com\"", "\"12345678\"", "7", "name must be a string"),
                register("\"a@example.com\"", "\"12345678\"", "\"" + "x".repeat(201) + "\"", "at most 200 characters"),
                register("\"a@example.com\"", "\"12345678\"", "\"a\\u0000b\"", "must not contain control characters"),
                post(AUTH + "login", "{\"email\":1,\"password\":\"x\"}", 400, "email must be a string"),
                post(AUTH + "login", "{\"email\":\"a@b.c\"}", 400, "password is required"),
                post(AUTH + "login", "{\"password\":\"x\"}", 400, "email is required"),
                post(AUTH + "login", "{\"email\":\"a@b.c\",\"password\":true}", 400, "password must be a string"),
                post(AUTH + "login", login("a@b.c", "x".repeat(1025)), 400, "password must be at most 1024 characters"),
                post(AUTH + "login", login("x".repeat(5000), "x"), 401, "Invalid email or password"),
                post(AUTH + "login", login("no address", "x"), 401, "Invalid email or password"),
                post(AUTH + "login", login("a\\u0000@example.com", "\\u0000"), 401, "Invalid email or password"),
                post(AUTH + "login", login("a\\ud800@example.com", "12345678"), 401, "Invalid email or password"),
                post(AUTH + "refresh", "{\"refresh_token\":5}", 400, "refresh_token must be a string"),
                post(AUTH + "refresh", "{\"refresh_token\":null}", 400, "refresh_token is required"),
                post(AUTH + "refresh", "{\"refresh_token\":\"" + "x".repeat(10_000) + "\"}", 401, "Invalid refresh"),
                post(AUTH + "logout", "{\"refresh_token\":[]}", 400, "refresh_token must be a string"),
                post(AUTH + "password", "{\"new_password\":\"12345678\"}", 400, "current_password is required"),
                post(AUTH + "password", "{\"current_password\":\"x\"}", 400, "new_password is required"),
                post(
                        AUTH + "password",
                        "{\"current_password\":\"x\",\"new_password\":\"short\"}",
                        400,
                        "new_password must be 8 to 72 bytes long"),
                post(
                        AUTH + "password",
                        "{\"current_password\":\"x\",\"new_password\":\"12345678\\ud800\"}",
                        400,
                        "new_password" + half));
    }

    private static Call register(String email, String password, String name, String detail) {
        return post(
                AUTH + "register",
                "{\"email\":%s,\"password\":%s,\"name\":%s}".formatted(email, password, name),
                400,
                detail);
    }

    private static String login(String email, String password) {
        return "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password);
    }

    static List<Call> badDeviceCalls() {
        String send = PROXY + "send_message";
        String id = "1 to 128 letters, digits or ._:@-";
        return List.of(
                post(send, "{}", 400, "session_token is required"),
                post(send + "?session_token=", "{}", 400, id),
                post(send + "?session_token=%20", "{}", 400, id),
                post(send + "?session_token=a%00", "{}", 400, ""),
                post(send + "?session_token=-a", "{}", 400, id),
                post(send + "?session_token=bulk", "{}", 400, id),
                post(send + "?session_token=" + "a".repeat(129), "{}", 400, id),
                post(send + "?session_token=a", "", 400, "A JSON body is required"),
                post(send + "?session_token=a", "[]", 400, "must be a JSON object"),
                post(send + "?session_token=a", "7", 400, "must be a JSON object"),
                post(send + "?session_token=a", "null", 400, ""),
                post(send + "?session_token=a", "{", 400, "not valid JSON"),
                new Call("POST", send + "?session_token=a", "text/plain", "{}", 415, "application/json is expected"),
                new Call("GET", send + "?session_token=a", JSON, "", 405, "expected POST"),
                new Call("GET", PROXY + "broadcast_modbus_command", JSON, "", 405, "expected POST"),
                new Call("POST", PROXY + "devices/connected", JSON, "", 405, "GET"),
                new Call("PUT", PROXY + "devices/a", JSON, "{}", 405, "expected DELETE"),
                new Call("GET", PROXY + "devices/ws/status", JSON, "", 400, id),
                new Call("GET", PROXY + "devices/a%20b/status", JSON, "", 400, id),
                new Call("DELETE", PROXY + "devices/" + "a".repeat(129), JSON, "", 400, id),
                new Call("DELETE", PROXY + "devices/_", JSON, "", 400, id),
                new Call("GET", PROXY + "devices", JSON, "", 404, "There is nothing at this path"),
                new Call("GET", PROXY + "nothing", JSON, "", 404, "There is nothing at this path"));
    }

    @ParameterizedTest
    @MethodSource({"badBodies", "badMembers", "badDeviceCalls"})
    void is_told_what_is_wrong(Call call) {
        Answer answer = GATEWAY.http(ANNA)
                .with("Content-Type", call.contentType())
                .send(call.method(), call.path(), call.body().getBytes(StandardCharsets.UTF_8));
        answer.assertProblem(call.status(), call.detail());
        assertThat(answer.body()).doesNotContain("12345678");
        assertThat(answer.json().path("errors").valueStream()).doesNotHaveDuplicates();
        for (JsonNode error : answer.json().path("errors")) {
            assertThat(error.propertyNames()).containsExactly("field", "message");
            assertThat(error.path("field").asString()).matches("[a-z_.]+");
        }
    }
}
