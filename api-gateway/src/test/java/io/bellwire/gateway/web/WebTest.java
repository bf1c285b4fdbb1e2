package io.bellwire.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bellwire.gateway.Jwt;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.LiveObjects;
import io.bellwire.testsupport.RawHttp;
import io.bellwire.testsupport.TestSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.reactive.resource.TransformedResource;
import tools.jackson.databind.JsonNode;

class WebTest {

    private static final String FOREIGN = "https://evil.example.com";
    private static final String CHUNKED = "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\n"
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final RunningGateway gateway = RunningGateway.shared();
    private final Http http = gateway.http();

    @Test
    void health_is_open() {
        JsonNode health = http.get("/health").assertStatus(200).json();
        assertThat(health.propertyNames()).containsExactly("status", "service", "timestamp");
        assertThat(health.path("status").asString()).isEqualTo("ok");
        assertThat(health.path("service").asString()).isEqualTo("api-gateway");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/auth/nothing",
                "/api/v1/auth",
                "/api/v1/auth/",
                "/api/v1/auth/login/",
                "/api/v1/auth/",
                "/api/v1/auth/login/deeper",
                "/api/v1/auth/me/deeper",
                "/api/v1/auth/a/b/c"
            })
    void an_unknown_path_under_auth_is_a_404_without_a_token(String path) {
        http.get(path).assertProblem(404, "There is nothing at this path");
        http.post(path, "{}").assertProblem(404, "There is nothing at this path");
    }

    @Test
    void an_unknown_path_elsewhere_is_a_404_with_a_token_and_a_401_without() {
        http.get("/nothing/here").assertProblem(401, "Not authenticated");
        gateway.http(gateway.newUser()).get("/nothing/here").assertProblem(404, "There is nothing at this path");
    }

    @Test
    void what_is_open_to_read_is_not_open_to_delete() {
        Http anna = gateway.http(gateway.newUser());
        for (String reserved : List.of("bulk", "changes", "health")) {
            http.delete("/api/alarms-timers/" + reserved).assertProblem(401, "Not authenticated");
            anna.delete("/api/alarms-timers/" + reserved).assertProblem(400, "reserved");
        }
        http.send("HEAD", "/api/alarms-timers/health").assertStatus(200);
    }

    @Test
    void a_method_that_is_not_possible_is_answered_with_those_that_are() {
        Answer answer = gateway.http(gateway.newUser()).send("PUT", "/api/alarms-timers");
        answer.assertProblem(405, "expected GET or POST");
        assertThat(answer.header("Allow").split(",")).containsExactlyInAnyOrder("GET", "POST");
    }

    @Test
    void a_get_with_a_content_type_and_an_accept_header_is_no_error() {
        Person anna = gateway.newUser();
        Http field = gateway.http(anna).with("Content-Type", "application/json").with("Accept", "application/json");
        field.get("/api/v1/auth/me").assertStatus(200);
        field.get("/health").assertStatus(200);
        field.delete("/api/alarms-timers/unknown").assertProblem(404, "Item not found");
        field.get("/api/v1/auth/nothing").assertProblem(404, "There is nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "image/png", "nonsense"})
    void a_problem_is_a_problem_whatever_is_accepted(String accept) {
        http.with("Accept", accept).get("/api/v1/auth/nothing").assertProblem(404, "There is nothing");
    }

    @Test
    void the_api_documents_name_every_call_and_the_bearer_scheme() {
        JsonNode docs = http.get("/v3/api-docs").assertStatus(200).json();
        List<String> paths = new ArrayList<>(docs.path("paths").propertyNames());
        assertThat(paths)
                .contains(
                        "/api/v1/auth/register",
                        "/api/v1/auth/login",
                        "/api/v1/auth/refresh",
                        "/api/v1/auth/logout",
                        "/api/v1/auth/password",
                        "/api/v1/auth/me",
                        "/api/alarms-timers",
                        "/api/alarms-timers/{id}",
                        "/api/alarms-timers/bulk",
                        "/api/energetic_device_proxy/send_message",
                        "/api/energetic_device_proxy/broadcast_modbus_command",
                        "/api/energetic_device_proxy/devices/connected",
                        "/api/energetic_device_proxy/devices/{session_id}",
                        "/api/energetic_device_proxy/devices/{session_id}/status",
                        "/api/energetic_device_proxy/health",
                        "/health");
        assertThat(docs.path("components")
                        .path("securitySchemes")
                        .path("bearer")
                        .path("scheme")
                        .asString())
                .isEqualTo("bearer");
        JsonNode login = docs.path("paths").path("/api/v1/auth/login").path("post");
        assertThat(login.path("security").size()).isZero();
        assertThat(login.path("responses").path("400").path("content").propertyNames())
                .containsExactly("application/problem+json");
        assertThat(docs.toString())
                .contains("refresh_token")
                .doesNotContain("refreshToken", "UserId\":{\"type\":\"object");
    }

    @Test
    void the_pages_of_the_documents_are_read_whole_before_they_are_sent() {
        String script = http.get("/webjars/swagger-ui/swagger-ui-bundle.js")
                .assertStatus(200)
                .body();
        assertThat(script)
                .hasSizeGreaterThan(1_000_000)
                .isEqualTo(http.get("/webjars/swagger-ui/swagger-ui-bundle.js").body());
        assertThat(LiveObjects.of(TransformedResource.class.getName())).isPositive();
    }

    @Test
    void the_api_documents_can_be_looked_at() {
        Answer answer = http.get("/swagger-ui.html");
        assertThat(answer.status()).isIn(302, 307);
        http.get(answer.header("Location").replaceFirst("^https?://[^/]+", "")).assertStatus(200);
    }

    @Test
    void an_allowed_origin_may_call_and_read() {
        Answer answer = http.with("Origin", RunningGateway.ALLOWED_ORIGIN)
                .get("/health")
                .assertStatus(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(RunningGateway.ALLOWED_ORIGIN);
        Answer refused = http.with("Origin", RunningGateway.ALLOWED_ORIGIN).get("/api/v1/auth/me");
        assertThat(refused.assertStatus(401).header("Access-Control-Allow-Origin"))
                .isEqualTo(RunningGateway.ALLOWED_ORIGIN);
    }

    @ParameterizedTest
    @CsvSource({"GET,/api/v1/auth/me", "DELETE,/api/alarms-timers/a", "POST,/api/v1/auth/login", "PUT,/nothing"})
    void a_preflight_of_an_allowed_origin_is_answered_without_a_token(String method, String path) {
        Answer answer = preflight(RunningGateway.ALLOWED_ORIGIN, method, path).assertStatus(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(RunningGateway.ALLOWED_ORIGIN);
        assertThat(answer.header("Access-Control-Allow-Methods")).contains(method);
        assertThat(answer.header("Access-Control-Allow-Headers").toLowerCase())
                .contains("authorization", "content-type");
    }

    private Answer preflight(String origin, String method, String path) {
        return http.with("Origin", origin)
                .with("Access-Control-Request-Method", method)
                .with("Access-Control-Request-Headers", "authorization, content-type")
                .send("OPTIONS", path);
    }

    @Test
    void a_foreign_origin_is_refused_even_with_a_token() {
        http.with("Origin", FOREIGN).get("/health").assertProblem(403, "This origin is not allowed");
        gateway.http(gateway.newUser())
                .with("Origin", FOREIGN)
                .get("/api/v1/auth/me")
                .assertStatus(403);
        preflight(FOREIGN, "GET", "/api/v1/auth/me").assertStatus(403);
        http.with("Origin", "null").get("/health").assertStatus(403);
        http.with("Origin", "not an origin").get("/health").assertStatus(403);
    }

    @Test
    void sockets_are_opened_by_allowed_origins_and_by_those_without_one() {
        String token = gateway.newUser().token();
        for (String path : List.of("/ws/events?token=" + token, "/modbus/ws/devices?session_id=a")) {
            assertThatThrownBy(() -> TestSocket.to(gateway.webSocket(path))
                            .origin(FOREIGN)
                            .connect())
                    .isInstanceOfSatisfying(TestSocket.HandshakeRefused.class, refused -> assertThat(refused.status())
                            .isEqualTo(403));
        }
        TestSocket.to(gateway.webSocket("/ws/events?token=" + token))
                .origin(RunningGateway.ALLOWED_ORIGIN)
                .connect()
                .next("connected");
        TestSocket.connect(gateway.webSocket("/ws/events?token=" + token)).next("connected");
    }

    @Test
    void a_token_of_some_kilobytes_still_fits() {
        String token =
                Jwt.of(gateway.newUser().id()).with("more", "x".repeat(8000)).signed();
        TestSocket.connect(gateway.webSocket("/ws/events?token=" + token)).next("connected");
        http.as(token).get("/api/v1/auth/me").assertStatus(200);
    }

    record Unreadable(String request, int status) {
        @Override
        public String toString() {
            return status + " " + request.substring(0, Math.min(30, request.length()));
        }
    }

    static List<Unreadable> unreadable() {
        return List.of(
                new Unreadable("GET /" + "x".repeat(17_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
                new Unreadable("GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(17_000) + "\r\n\r\n", 431),
                new Unreadable("GET / HTTP/1.1\r\nHost: a\r\nno colon here\r\n\r\n", 400),
                new Unreadable("hello\r\n\r\n", 400),
                new Unreadable("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
                new Unreadable(CHUNKED + "zz\r\n", 400),
                new Unreadable(CHUNKED + "2\r\n{}\r\nzz\r\n", 400),
                new Unreadable("GET /a|b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
                new Unreadable("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
                new Unreadable("GET /health?q=%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void what_is_no_readable_request_is_a_problem_too(Unreadable bad) {
        String answer;
        try (RawHttp raw = RawHttp.connect(gateway.port())) {
            answer = raw.send(bad.request()).readAll();
        }
        assertThat(answer).startsWith("HTTP/1.1 " + bad.status() + " ");
        assertThat(answer.toLowerCase()).contains("content-type: application/problem+json");
        assertThat(answer).contains("\"status\":" + bad.status(), "\"detail\":\"");
    }

    /** reactor-netty 4361: the connection went deaf once a request that had waited was answered at once. */
    @Test
    void requests_sent_ahead_leave_a_connection_that_goes_on() {
        String login = "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Content-Length: 40\r\n\r\n{\"email\":\"a@example.com\",\"password\":\"x\"}";
        String health = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
        try (RawHttp raw = RawHttp.connect(gateway.port())) {
            raw.send(login + health);
            assertThat(raw.nextAnswer().status()).isEqualTo(401);
            assertThat(raw.nextAnswer().status()).isEqualTo(200);
            assertThat(raw.send(health).nextAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void errors_of_ours_say_nothing_of_our_insides() {
        Answer answer = http.post("/api/v1/auth/login", Map.of("email", "a\u0000b@example.com", "password", "x"));
        answer.assertProblem(401, "Invalid email or password");
    }
}
