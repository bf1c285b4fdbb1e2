package io.bellwire.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A device in the field, over a real socket: {@code FakeDevice.at(uri).connects("cerbo-1").signsIn(email, password)}. */
public final class FakeDevice implements AutoCloseable {

    private final TestSocket socket;
    private final String sessionId;

    private FakeDevice(TestSocket socket, String sessionId) {
        this.socket = socket;
        this.sessionId = sessionId;
    }

    /** @param devices the socket's address, such as {@code ws://127.0.0.1:8003/ws/devices} */
    public static Place at(URI devices) {
        return new Place(devices);
    }

    /** Where devices connect. */
    public record Place(URI devices) {

        public FakeDevice connects(String sessionId) {
            URI uri = URI.create(devices + "?session_id=" + URLEncoder.encode(sessionId, StandardCharsets.UTF_8));
            return new FakeDevice(TestSocket.connect(uri), sessionId);
        }
    }

    public String sessionId() {
        return sessionId;
    }

    /** For whatever this class has no verb for. */
    public TestSocket socket() {
        return socket;
    }

    /** Sends credentials and is accepted. */
    public FakeDevice signsIn(String email, String password) {
        JsonNode answer = sendsCredentials(email, password).socket.next();
        assertThat(answer.path("status").asString("")).as("%s", answer).isEqualTo("authenticated");
        assertThat(answer.path("session_id").asString("")).isEqualTo(sessionId);
        assertThat(answer.path("connection_id").asString("")).isNotBlank();
        return this;
    }

    /** Sends credentials and leaves the answer to be read. */
    public FakeDevice sendsCredentials(String email, String password) {
        socket.sendJson(Map.of("email", email, "password", password));
        return this;
    }

    /** Is told an error, and why, and is closed with 1008. */
    public void isRefused(String detail) {
        JsonNode answer = socket.next();
        assertThat(answer.path("status").asString("")).as("%s", answer).isEqualTo("error");
        assertThat(answer.path("detail").asString("")).isEqualTo(detail);
        assertThat(socket.awaitClose().code()).isEqualTo(1008);
    }

    /** @param json JSON as a string, or a map, list, record or node to be written as JSON */
    public FakeDevice reports(Object json) {
        socket.sendJson(json);
        return this;
    }

    /** Replies to a Modbus command, such as {@code 09 03 02 00 2a ..}. */
    public FakeDevice answersHex(String hex) {
        return reports(Map.of("hex_response", hex));
    }

    public FakeDevice sendsBinary(byte[] rtuFrame) {
        socket.sendBinary(rtuFrame);
        return this;
    }

    /** The next command. */
    public JsonNode isSent() {
        return socket.next();
    }

    /** Nothing was sent to it that it has not taken: a ping is the next thing to be answered. */
    public FakeDevice isSentNothing() {
        socket.sendText("ping");
        assertThat(socket.nextText()).isEqualTo("pong");
        return this;
    }

    public TestSocket.Close awaitsClose() {
        return socket.awaitClose();
    }

    /** Leaves properly. */
    public void leaves() {
        socket.close();
        socket.awaitClose();
    }

    @Override
    public void close() {
        socket.close();
    }
}
