package io.bellwire.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.Json;
import io.bellwire.testsupport.RawHttp;
import io.bellwire.testsupport.RawHttp.RawAnswer;
import io.bellwire.testsupport.TestSocket;
import io.bellwire.testsupport.WireProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers that do not finish their requests, or do not read their answers, cost a bounded amount for a bounded time. */
class HttpLimitsTest {

    private static final String ITEMS = "/api/alarms-timers";
    private static final String LIMIT = "4s";
    private static final int BULKS = 3;
    private static final int ITEMS_IN_BULK = 500;
    private static final int BYTES_OF_ITEM = 1_000;

    private static RunningGateway gateway;
    private static Person anna;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.with(Map.of(
                "bellwire.http.request-timeout",
                LIMIT,
                "bellwire.http.stall-timeout",
                LIMIT,
                "bellwire.http.max-unfinished-bodies",
                "768KB",
                "bellwire.http.max-unread-answers",
                "2MB"));
        anna = gateway.newUser();
        for (int i = 0; i < BULKS; i++) {
            Answer answer = gateway.http(anna).post(ITEMS + "/bulk", Map.of("items", items(i)));
            assertThat(answer.json().path("success_count").asInt()).isEqualTo(ITEMS_IN_BULK);
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** Of 0.5 MB. */
    private static List<Map<String, Object>> items(int bulk) {
        String sound = "x".repeat(BYTES_OF_ITEM);
        return IntStream.range(0, ITEMS_IN_BULK)
                .mapToObj(i -> Map.<String, Object>of(
                        "id", bulk + "-" + i, "type", "timer", "label", "Tea", "duration", 240, "custom_sound", sound))
                .toList();
    }

    private static RawHttp asksForItsList(int port) {
        return RawHttp.connect(port)
                .send("GET " + ITEMS + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + anna.token() + "\r\n\r\n");
    }

    private static void isServed(Http http) {
        http.post(ITEMS, Map.of("id", "small", "type", "timer", "label", "Tea", "duration", 1))
                .assertStatus(200);
        http.get(ITEMS + "/small").assertStatus(200);
    }

    @Test
    void a_request_that_does_not_arrive_in_time_is_a_problem_and_the_end_of_its_connection() {
        try (RawHttp raw = RawHttp.connect(gateway.port())) {
            String answer = raw.send("POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"email\":")
                    .readAll();
            assertThat(answer)
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("content-type: application/problem+json")
                    .contains("\"detail\":\"The request did not arrive within 4 s\"");
        }
    }

    @Test
    void a_head_that_does_not_arrive_in_time_is_one_too() {
        try (RawHttp raw = RawHttp.connect(gateway.port())) {
            raw.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").nextAnswer();
            assertThat(raw.send("\r\nGET /health HTTP/1.1\r\nHo").readAll())
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("content-type: application/problem+json")
                    .contains("\"detail\":\"The request did not arrive within 4 s\"");
        }
    }

    @Test
    void a_websocket_may_last() {
        try (TestSocket socket = TestSocket.connect(gateway.webSocket(ITEMS + "/ws?token=" + anna.token()))) {
            socket.sendText("{\"type\":\"ping\"}").nextOfType("pong");
            Await.during(
                    Duration.ofSeconds(6), () -> assertThat(socket.isClosed()).isFalse());
            socket.sendText("{\"type\":\"ping\"}").nextOfType("pong");
        }
    }

    @Test
    void a_request_that_was_answered_before_it_arrived_ends_without_a_second_answer() {
        try (RawHttp raw = RawHttp.connect(gateway.port())) {
            String answer = raw.send("POST " + ITEMS + " HTTP/1.1\r\nHost: a\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
                    .readAll();
            assertThat(answer).startsWith("HTTP/1.1 401 ").containsOnlyOnce("HTTP/1.1");
        }
    }

    @Test
    void what_strangers_may_send_is_small() {
        Map<String, Object> large = Map.of("email", "a@example.com", "password", "x".repeat(17 * 1024));
        gateway.http()
                .post("/api/v1/auth/login", large)
                .assertProblem(413, "The body is too large, 16 KiB is the most here");
    }

    @ParameterizedTest
    @CsvSource({ITEMS + ", 100000000, 2 MiB", "/api/v1/auth/login, 20000, 16 KiB"})
    void a_body_that_announces_to_be_too_large_is_not_waited_for(String path, int length, String most) {
        try (RawHttp raw = RawHttp.connect(gateway.port())) {
            RawAnswer answer = raw.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + anna.token()
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n{")
                    .nextAnswer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("The body is too large, " + most + " is the most");
        }
    }

    @Test
    void requests_that_arrive_in_time_and_pauses_between_them_may_last() {
        try (RawHttp raw = RawHttp.connect(gateway.port())) {
            String health = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
            assertThat(raw.send(health).nextAnswer().status()).isEqualTo(200);
            raw.send("\r\n");
            Await.during(
                    Duration.ofSeconds(6), () -> gateway.http().get("/health").assertStatus(200));
            assertThat(raw.send(health).nextAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void large_answers_that_nobody_reads_hold_so_much_and_their_callers_are_dropped() {
        Http http = gateway.http(anna);
        try (WireProxy wire = WireProxy.narrow("127.0.0.1", gateway.port())) {
            wire.throttle(100);
            RawHttp stalled = asksForItsList(wire.port()).awaitFirstByte();
            Await.that(() -> assertThat(http.get(ITEMS)
                            .assertProblem(503, "Too much to do at once; try again shortly")
                            .header("Retry-After"))
                    .isNotEmpty());
            isServed(http);
            Await.that(() -> http.get(ITEMS).assertStatus(200));
            wire.heal();
            assertThat(stalled.readAll()).hasSizeLessThan(BULKS * ITEMS_IN_BULK * BYTES_OF_ITEM);
        }
    }

    @Test
    void a_caller_that_reads_slowly_gets_its_answer_whole() {
        try (WireProxy wire = WireProxy.narrow("127.0.0.1", gateway.port())) {
            wire.throttle(256 * 1024);
            try (RawHttp slow = asksForItsList(wire.port())) {
                RawAnswer answer = slow.nextAnswer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(Json.parse(answer.body()).path("count").asInt())
                        .isGreaterThanOrEqualTo(BULKS * ITEMS_IN_BULK);
            }
        }
    }

    @Test
    void large_bodies_that_do_not_end_hold_so_much_and_small_ones_have_room() {
        Http http = gateway.http(gateway.newUser());
        Map<String, Object> bulk = Map.of("items", items(0));
        try (RawHttp unfinished = RawHttp.connect(gateway.port())) {
            unfinished.beginPost(ITEMS + "/bulk", anna.token()).sendChunk(Json.text(bulk));
            isServed(http);
            Await.that(() ->
                    http.post(ITEMS + "/bulk", bulk).assertProblem(503, "Too much to do at once; try again shortly"));
            isServed(http);
            assertThat(unfinished.readAll()).startsWith("HTTP/1.1 408 ");
        }
        Await.that(() -> http.post(ITEMS + "/bulk", bulk).assertStatus(200));
    }
}
