package io.bellwire.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/**
 * A WebSocket client with readable verbs, independent of the stack under test. It answers pings and reads at once
 * unless {@link #stopReading() told not to}. Every wait ends after 20 s with an {@link AssertionError} that says
 * what was waited for and what came instead.
 */
public final class TestSocket implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final WebSocket socket;
    private final Inbox inbox;

    private TestSocket(WebSocket socket, Inbox inbox) {
        this.socket = socket;
        this.inbox = inbox;
    }

    /** One message, in one piece however many frames it came in. */
    public sealed interface Message {
        record Text(String text) implements Message {}

        record Binary(byte[] bytes) implements Message {}
    }

    /** How a connection ended: code 1006 where it ended without a close frame. */
    public record Close(int code, String reason) {}

    /** The server answered the handshake with a plain HTTP response. */
    public static final class HandshakeRefused extends RuntimeException {

        private final int status;

        HandshakeRefused(int status) {
            super("Handshake refused with status " + status);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    public static TestSocket connect(URI uri) {
        return to(uri).connect();
    }

    public static Handshake to(URI uri) {
        return new Handshake(uri);
    }

    /** A handshake that is being prepared. */
    public static final class Handshake {

        private final URI uri;
        private final Map<String, String> headers = new LinkedHashMap<>();

        private Handshake(URI uri) {
            this.uri = uri;
        }

        public Handshake header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        public Handshake bearer(String token) {
            return header("Authorization", "Bearer " + token);
        }

        /** As a browser does from a page of that origin. */
        public Handshake origin(String origin) {
            return header("Origin", origin);
        }

        /** @throws HandshakeRefused when the answer is not 101 */
        public TestSocket connect() {
            Inbox inbox = new Inbox();
            WebSocket.Builder builder = CLIENT.newWebSocketBuilder().connectTimeout(Await.LIMIT);
            headers.forEach(builder::header);
            try {
                return new TestSocket(builder.buildAsync(uri, inbox).join(), inbox);
            } catch (CompletionException e) {
                if (e.getCause() instanceof WebSocketHandshakeException refused) {
                    throw new HandshakeRefused(refused.getResponse().statusCode());
                }
                throw new AssertionError("no WebSocket at " + uri.getPath() + ": " + e.getCause(), e);
            }
        }
    }

    public TestSocket sendText(String text) {
        return sent(socket.sendText(text, true));
    }

    /** @param json JSON as a string, or a map, list, record or node to be written as JSON */
    public TestSocket sendJson(Object json) {
        return sendText(Json.text(json));
    }

    public TestSocket sendBinary(byte[] bytes) {
        return sent(socket.sendBinary(ByteBuffer.wrap(bytes), true));
    }

    public TestSocket sendClose(int code, String reason) {
        return sent(socket.sendClose(code, reason));
    }

    /** The next message, which must be text that is JSON. */
    public JsonNode next() {
        return Json.parse(nextText());
    }

    /** The next message, which must be text. */
    public String nextText() {
        Message message = nextMessage("a text message");
        assertThat(message).isInstanceOf(Message.Text.class);
        return ((Message.Text) message).text();
    }

    /** The next message, which must be binary. */
    public byte[] nextBinary() {
        Message message = nextMessage("a binary message");
        assertThat(message).isInstanceOf(Message.Binary.class);
        return ((Message.Binary) message).bytes();
    }

    /** The next JSON message but for heartbeats, whose {@code type} must be the given one. */
    public JsonNode next(String type) {
        JsonNode message = next();
        while (!type.equals("heartbeat") && message.path("type").asString("").equals("heartbeat")) {
            message = next();
        }
        assertThat(message.path("type").asString("")).as("type of %s", message).isEqualTo(type);
        return message;
    }

    /** The next JSON message of the given {@code type}; those of other types before it are passed over. */
    public JsonNode nextOfType(String type) {
        JsonNode message = next();
        while (!message.path("type").asString("").equals(type)) {
            message = next();
        }
        return message;
    }

    /** All messages that came so far, taken or not, in order. */
    public List<Message> received() {
        return List.copyOf(inbox.received);
    }

    /** How many messages came and were not taken by one of the {@code next} methods yet. */
    public int waiting() {
        return inbox.messages.size();
    }

    /** Protocol pings from the server so far; each was answered. */
    public int pings() {
        return inbox.pings;
    }

    /** Takes nothing more off the connection, pings included, so that the server's sending comes to a halt. */
    public TestSocket stopReading() {
        inbox.pause();
        return this;
    }

    public TestSocket resumeReading() {
        inbox.resume(socket);
        return this;
    }

    public boolean isClosed() {
        return inbox.close.isDone();
    }

    /** Waits until the connection has ended. */
    public Close awaitClose() {
        try {
            return inbox.close.get(Await.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not closed within " + Await.LIMIT + "; received " + received(), e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the connection has ended and checks how. */
    public void assertClosed(int code, String reason) {
        assertThat(awaitClose()).isEqualTo(new Close(code, reason));
    }

    /** Says good-bye without waiting for the answer. Harmless on a connection that has ended. */
    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(ended -> socket);
        }
    }

    /** Drops the connection without a close frame. */
    public void abort() {
        socket.abort();
        inbox.close.complete(new Close(1006, "aborted by the test"));
    }

    private TestSocket sent(CompletableFuture<WebSocket> sending) {
        try {
            sending.orTimeout(Await.LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            throw new AssertionError("could not send: " + e.getCause() + closedHint(), e);
        }
        return this;
    }

    private Message nextMessage(String what) {
        long deadline = System.nanoTime() + Await.LIMIT.toNanos();
        try {
            while (true) {
                Message message = inbox.messages.poll(10, TimeUnit.MILLISECONDS);
                if (message == null && inbox.close.isDone()) {
                    message = inbox.messages.poll();
                    if (message == null) {
                        throw new AssertionError("waited for " + what + closedHint());
                    }
                }
                if (message != null) {
                    return message;
                }
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(
                            "waited " + Await.LIMIT + " for " + what + "; before it came " + received());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private String closedHint() {
        return inbox.close.isDone() ? ", but the connection ended: " + inbox.close.join() : "";
    }
}
