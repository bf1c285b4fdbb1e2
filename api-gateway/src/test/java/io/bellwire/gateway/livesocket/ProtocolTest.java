package io.bellwire.gateway.livesocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Jwt;
import io.bellwire.gateway.OtherGateway;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.RawWebSocket;
import io.bellwire.testsupport.TestSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What clients say, and what they are answered, shown on {@code /ws/events}. */
class ProtocolTest {

    private final RunningGateway gateway = OtherGateway.shared();
    private final Person anna = gateway.newUser();
    private final TestSocket socket = connect(anna.token());

    private TestSocket connect(String token) {
        TestSocket connection = TestSocket.connect(gateway.webSocket("/ws/events?token=" + token));
        connection.next("connected");
        return connection;
    }

    @AfterEach
    void leave() {
        socket.close();
    }

    private JsonNode answerTo(String message) {
        return socket.sendText(message).nextOfType("error");
    }

    private void isStillThere() {
        socket.sendJson(Map.of("type", "ping")).nextOfType("pong");
    }

    @Test
    void ping_is_answered_pong() {
        JsonNode pong =
                socket.sendText("{\"type\":\"ping\",\"more\":[1e9999999999]}").nextOfType("pong");
        assertThat(pong.propertyNames()).containsExactly("type", "timestamp");
        assertThat(pong.path("timestamp").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+00:00");
    }

    @Test
    void subscribe_is_confirmed() {
        JsonNode subscribed = socket.sendText("{\"type\":\"subscribe\"}").nextOfType("subscribed");
        assertThat(subscribed.propertyNames()).containsExactly("type", "timestamp", "user_id");
        assertThat(subscribed.path("user_id").asString()).isEqualTo(anna.id());
    }

    @Test
    void unsubscribe_closes() {
        socket.sendText("{\"type\":\"unsubscribe\"}");
        assertThat(socket.awaitClose().code()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ping",
                "[]",
                "7",
                "null",
                "{}",
                "{\"type\":7}",
                "{\"type\":1e9999999999}",
                "{\"type\":null}",
                "{\"type\":\"ping\"",
                "{\"type\":\"ping\"} {}",
                "{\"type\":\"ping\",\"type\":\"ping\"}",
                "\u0000",
                "[[[[[[[["
            })
    void what_is_no_message_is_an_error_and_the_connection_stays(String nonsense) {
        JsonNode error = answerTo(nonsense);
        assertThat(error.propertyNames()).containsExactly("type", "timestamp", "error", "details");
        assertThat(error.path("error").asString()).isEqualTo("Invalid message format");
        isStillThere();
    }

    @Test
    void deep_nesting_is_no_message_either() {
        assertThat(answerTo("[".repeat(4000)).path("error").asString()).isEqualTo("Invalid message format");
        isStillThere();
    }

    @Test
    void an_unknown_type_is_named() {
        assertThat(answerTo("{\"type\":\"pong\"}").path("error").asString()).isEqualTo("Unknown message type: pong");
        assertThat(answerTo("{\"type\":\"" + "x".repeat(7000) + "\"}")
                        .path("error")
                        .asString())
                .hasSizeLessThan(200);
        isStillThere();
    }

    @Test
    void binary_closes_with_1003() {
        socket.sendBinary(new byte[] {1});
        assertThat(socket.awaitClose().code()).isEqualTo(1003);
    }

    @Test
    void eight_kib_are_taken_and_one_byte_more_is_not() {
        String fits = "{\"type\":\"ping\",\"more\":\"" + "ż".repeat(4083) + "x\"}";
        assertThat(fits.getBytes(StandardCharsets.UTF_8)).hasSize(8192);
        socket.sendText(fits).nextOfType("pong");
        socket.sendText(fits + " ");
        socket.assertClosed(1009, "Message too big");
    }

    @Test
    void a_message_in_fragments_is_one_message() {
        try (RawWebSocket raw = RawWebSocket.connect(gateway.webSocket("/ws/events?token=" + anna.token()))) {
            raw.sendFrame(false, RawWebSocket.TEXT, "{\"type\":".getBytes(StandardCharsets.UTF_8));
            raw.sendFrame(false, RawWebSocket.CONTINUATION, new byte[0]);
            raw.sendFrame(true, RawWebSocket.CONTINUATION, "\"ping\"}".getBytes(StandardCharsets.UTF_8));
            String text = raw.readFrame(RawWebSocket.TEXT).text();
            while (!text.contains("pong")) {
                text = raw.readFrame(RawWebSocket.TEXT).text();
            }
        }
    }

    @Test
    void endless_fragments_close_with_1009() {
        try (RawWebSocket raw = RawWebSocket.connect(gateway.webSocket("/ws/events?token=" + anna.token()))) {
            raw.sendFrame(false, RawWebSocket.TEXT, new byte[60_000]);
            raw.sendFrame(false, RawWebSocket.CONTINUATION, new byte[60_000]);
            assertThat(raw.readFrame(RawWebSocket.CLOSE).closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void another_token_takes_over() {
        String longer = Jwt.of(anna.id()).expiringIn(7200).signed();
        JsonNode answer =
                socket.sendJson(Map.of("type", "authenticate", "token", longer)).nextOfType("authenticated");
        assertThat(answer.propertyNames()).containsExactly("type", "timestamp", "expires_at");
        isStillThere();
    }

    @Test
    void nobody_else_takes_over_and_nobody_with_other_rights() {
        for (String token : new String[] {
            gateway.newUser().token(),
            Jwt.ofOperator(anna.id()).signed(),
            "nonsense",
            "",
            Jwt.of(anna.id()).expiringIn(-60).signed()
        }) {
            JsonNode error = socket.sendJson(Map.of("type", "authenticate", "token", token))
                    .nextOfType("error");
            assertThat(error.path("error").asString()).isEqualTo("Invalid token");
        }
        assertThat(answerTo("{\"type\":\"authenticate\"}").path("error").asString())
                .isEqualTo("Invalid token");
        isStillThere();
    }

    @Test
    void a_socket_ends_with_its_token_which_is_good_for_30_s_beyond_its_expiry() {
        TestSocket shortLived = connect(Jwt.of(anna.id()).expiringIn(-25).signed());
        assertThat(shortLived.nextOfType("error").path("error").asString()).isEqualTo("Token expired");
        shortLived.assertClosed(1008, "Token expired");
    }

    @Test
    void a_token_in_time_saves_the_socket() {
        TestSocket saved = connect(Jwt.of(anna.id()).expiringIn(-25).signed());
        saved.sendJson(Map.of("type", "authenticate", "token", anna.token())).nextOfType("authenticated");
        IntStream.range(0, 4).forEach(i -> saved.nextOfType("heartbeat"));
        assertThat(saved.isClosed()).isFalse();
    }

    @Test
    void heartbeats_and_pings_come_by_themselves() {
        JsonNode heartbeat = socket.next("heartbeat");
        assertThat(heartbeat.propertyNames()).containsExactly("type", "timestamp");
        Await.until("a protocol ping", () -> socket.pings() > 0);
    }

    @Test
    void a_peer_that_answers_no_ping_is_dropped() {
        try (RawWebSocket mute = RawWebSocket.connect(gateway.webSocket("/ws/events?token=" + anna.token()))) {
            mute.awaitEnd();
        }
    }

    @Test
    void a_plain_get_is_told_that_this_is_a_websocket() {
        gateway.http().get("/ws/events").assertProblem(400, "WebSocket");
        gateway.http().get("/modbus/ws/devices").assertProblem(400, "WebSocket");
    }
}
