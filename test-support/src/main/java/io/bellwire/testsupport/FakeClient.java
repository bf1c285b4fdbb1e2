package io.bellwire.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A person's client on the alarms' and timers' socket:
 * {@code FakeClient.at(uri).as(token).since(41, epoch).connects().receives("alarm_created")}.
 */
public final class FakeClient implements AutoCloseable {

    private final TestSocket socket;
    private final JsonNode greeting;
    private long revision;

    private FakeClient(TestSocket socket, JsonNode greeting, long revision) {
        this.socket = socket;
        this.greeting = greeting;
        this.revision = revision;
    }

    /** @param items the socket's address, such as {@code ws://127.0.0.1:8000/api/alarms-timers/ws} */
    public static Handshake at(URI items) {
        return new Handshake(items, null, null, null, null);
    }

    /** How a client comes: its token, what it knows already, the page it was loaded from. */
    public record Handshake(
            URI items,
            @Nullable String token,
            @Nullable Long since,
            @Nullable String epoch,
            @Nullable String origin) {

        public Handshake as(String token) {
            return new Handshake(items, token, since, epoch, origin);
        }

        public Handshake since(long revision, String epoch) {
            return new Handshake(items, token, revision, epoch, origin);
        }

        /** As a browser does from a page of that origin. */
        public Handshake from(String origin) {
            return new Handshake(items, token, since, epoch, origin);
        }

        /** Connects and is greeted. */
        public FakeClient connects() {
            TestSocket socket = opensSocket();
            return new FakeClient(socket, socket.next("connected"), since == null ? 0 : since);
        }

        /** Connects and leaves every message, the greeting too, to be read. */
        public TestSocket opensSocket() {
            StringBuilder uri = new StringBuilder(items.toString());
            add(uri, "token", token);
            add(uri, "since", since);
            add(uri, "epoch", epoch);
            TestSocket.Handshake handshake = TestSocket.to(URI.create(uri.toString()));
            return (origin == null ? handshake : handshake.origin(origin)).connect();
        }

        private static void add(StringBuilder uri, String name, @Nullable Object value) {
            if (value != null) {
                uri.append(uri.indexOf("?") < 0 ? '?' : '&').append(name).append('=');
                uri.append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
            }
        }
    }

    /** The {@code connected} message. */
    public JsonNode greeting() {
        return greeting;
    }

    public String epoch() {
        return greeting.path("epoch").asString();
    }

    /** The last revision this client took an event of; at first what it gave as {@code since}, or 0. */
    public long revision() {
        return revision;
    }

    /** For whatever this class has no verb for. */
    public TestSocket socket() {
        return socket;
    }

    public FakeClient sends(Object json) {
        socket.sendJson(json);
        return this;
    }

    /** The next message but for heartbeats, which must be of this type; its revision becomes this client's. */
    public JsonNode receives(String type) {
        JsonNode message = socket.next(type);
        revision = message.path("revision").asLong(revision);
        return message;
    }

    /** The next event, which must be of this type and about this item. */
    public JsonNode receives(String type, String itemId) {
        JsonNode message = receives(type);
        assertThat(message.path("data").path("id").asString(""))
                .as("%s", message)
                .isEqualTo(itemId);
        return message;
    }

    /** Nothing came that was not taken: a ping is the next thing to be answered. */
    public FakeClient receivesNothing() {
        socket.sendJson(Map.of("type", "ping"));
        socket.next("pong");
        return this;
    }

    /** Takes events, which must come in rising revision order, until one carries this revision or a later one. */
    public FakeClient isUpToDateWith(long wanted) {
        while (revision < wanted) {
            JsonNode message = socket.next();
            if (!message.path("type").asString("").equals("heartbeat")) {
                long next = message.path("revision").asLong(revision);
                assertThat(next).as("revision of %s", message).isGreaterThan(revision);
                revision = next;
            }
        }
        return this;
    }

    @Override
    public void close() {
        socket.close();
    }
}
