package io.bellwire.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bellwire.testsupport.TestSocket.HandshakeRefused;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClientsAtTheWireTest {

    private static WireServer server;

    @BeforeAll
    static void start() {
        server = new WireServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void http_sends_json_with_its_token_and_reads_the_answer() {
        Answer answer = Http.at(server.port()).as("t0ken").post("/mirror", Map.of("label", "Pobudka ⏰"));
        answer.assertStatus(201);
        assertThat(answer.json().path("label").asString()).isEqualTo("Pobudka ⏰");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Saw")).isEqualTo("Bearer t0ken");
    }

    @Test
    void http_sends_any_body_as_any_content_type() {
        Answer answer = Http.at(server.port())
                .with("Content-Type", "text/plain")
                .send("POST", "/mirror", "no json".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.body()).isEqualTo("no json");
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain");
        assertThatThrownBy(answer::json).hasMessageContaining("not JSON").hasMessageContaining("no json");
    }

    @Test
    void http_knows_a_problem_from_anything_else() {
        Http http = Http.at(server.port());
        http.get("/problem").assertProblem(404, "not found");
        assertThatThrownBy(() -> http.get("/problem").assertProblem(400, "not found"))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> http.get("/problem").assertProblem(404, "Account"))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> http.get("/page").assertProblem(404, "")).isInstanceOf(AssertionError.class);
    }

    @Test
    void a_socket_sends_and_takes_text_json_and_binary() {
        try (TestSocket socket = TestSocket.connect(server.uri("/echo"))) {
            socket.sendText("plain").sendJson(Map.of("a", 1)).sendBinary(new byte[] {1, 2, 3});
            assertThat(socket.nextText()).isEqualTo("plain");
            assertThat(socket.next().path("a").asInt()).isEqualTo(1);
            assertThat(socket.nextBinary()).containsExactly(3, 2, 1);
            assertThat(socket.received()).hasSize(3);
        }
    }

    @Test
    void a_socket_counts_pings() {
        try (TestSocket socket = TestSocket.connect(server.uri("/pings"))) {
            socket.next("after_ping");
            assertThat(socket.pings()).isEqualTo(1);
        }
    }

    @Test
    void a_socket_tells_at_once_that_it_was_closed_and_how() {
        TestSocket socket = TestSocket.connect(server.uri("/refuses"));
        socket.next();
        socket.assertClosed(1008, "Invalid credentials");
        assertThatThrownBy(socket::next)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1008")
                .hasMessageContaining("Invalid credentials");
    }

    @Test
    void a_refused_handshake_tells_its_status() {
        assertThatThrownBy(() -> TestSocket.connect(server.uri("/page")))
                .isInstanceOfSatisfying(HandshakeRefused.class, refused -> assertThat(refused.status())
                        .isEqualTo(404));
    }

    @Test
    void a_socket_that_stops_reading_takes_nothing_until_it_reads_again() {
        try (TestSocket stopped = TestSocket.connect(server.uri("/floods")).stopReading();
                TestSocket reading = TestSocket.connect(server.uri("/floods"))) {
            Await.until("all messages", () -> reading.received().size() == WireServer.FLOOD);
            assertThat(stopped.received()).hasSizeLessThan(WireServer.FLOOD);
            stopped.resumeReading();
            Await.until("all messages", () -> stopped.received().size() == WireServer.FLOOD);
        }
    }

    @Test
    void a_raw_socket_speaks_in_fragments_and_single_bytes() {
        try (RawWebSocket raw = RawWebSocket.connect(server.uri("/echo"))) {
            raw.sendFrame(false, RawWebSocket.TEXT, "hal".getBytes(StandardCharsets.UTF_8))
                    .sendFrame(true, RawWebSocket.CONTINUATION, "ves".getBytes(StandardCharsets.UTF_8));
            assertThat(raw.readFrame().text()).isEqualTo("halves");
            raw.sendByteByByte(RawWebSocket.frame(true, RawWebSocket.TEXT, "drops".getBytes(StandardCharsets.UTF_8)));
            assertThat(raw.readFrame().text()).isEqualTo("drops");
            raw.sendFrame(true, RawWebSocket.BINARY, new byte[300]);
            assertThat(raw.readFrame(RawWebSocket.BINARY).payload()).hasSize(300);
        }
    }

    @Test
    void a_raw_socket_sees_pings_and_close_frames_and_the_end() {
        try (RawWebSocket raw = RawWebSocket.connect(server.uri("/pings"))) {
            assertThat(raw.readFrame().opcode()).isEqualTo(RawWebSocket.PING);
        }
        try (RawWebSocket raw = RawWebSocket.connect(server.uri("/refuses"))) {
            RawWebSocket.Frame close = raw.readFrame(RawWebSocket.CLOSE);
            assertThat(close.closeCode()).isEqualTo(1008);
            assertThat(close.closeReason()).isEqualTo("Invalid credentials");
            raw.sendFrame(true, RawWebSocket.CLOSE, close.payload());
            raw.awaitEnd();
        }
    }

    @Test
    void a_raw_socket_that_announces_too_much_is_cut_off() {
        try (RawWebSocket raw = RawWebSocket.connect(server.uri("/echo"))) {
            raw.sendBytes(RawWebSocket.header(true, RawWebSocket.TEXT, 1L << 40))
                    .sendBytes(new byte[4]);
            raw.awaitEnd();
        }
    }

    @Test
    void a_device_is_refused() {
        FakeDevice.at(server.uri("/refuses-credentials"))
                .connects("cerbo 1")
                .sendsCredentials("demo@example.com", "wrong")
                .isRefused("Invalid credentials");
    }

    @Test
    void a_client_takes_events_in_order_and_knows_how_far_it_is() {
        FakeClient.Handshake page = FakeClient.at(server.uri("/greets")).as("t").since(3, "e1");
        try (FakeClient client = page.from("https://example.com").connects()) {
            assertThat(client.epoch()).isEqualTo("e1");
            assertThat(client.revision()).isEqualTo(3);
            client.receives("alarm_created", "a1");
            assertThat(client.revision()).isEqualTo(4);
            client.receives("alarm_updated", "a1");
            client.receivesNothing();
        }
        try (FakeClient client = page.connects().isUpToDateWith(7)) {
            client.receivesNothing();
        }
        try (FakeClient client = page.connects()) {
            assertThatThrownBy(client::receivesNothing).isInstanceOf(AssertionError.class);
        }
    }
}
