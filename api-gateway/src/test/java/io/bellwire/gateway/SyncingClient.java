package io.bellwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Database.Stored;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeClient;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.TestSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A client that keeps a copy of its user's items as the contract tells it to: puts, deletes, fetches everything anew
 * when it has to, and comes back with {@code since}. Whatever arrives out of order, twice, or belongs to somebody
 * else fails the test that takes it.
 */
public final class SyncingClient implements AutoCloseable {

    private static final String ITEMS = "/api/alarms-timers";

    private final String userId;
    private final String token;
    private final Map<String, Stored> items = new TreeMap<>();
    private final List<Long> revisions = new ArrayList<>();
    private final List<String> syncReasons = new ArrayList<>();
    private final List<Integer> eventsBeforeSyncs = new ArrayList<>();
    private int port;
    private TestSocket socket;
    private String epoch = "";
    private long known;
    private boolean mustFetch;
    private int pongs;

    private SyncingClient(String userId, String token) {
        this.userId = userId;
        this.token = token;
    }

    /** Connects and takes everything that the user has. */
    public static SyncingClient of(RunningGateway.Person person, RunningGateway gateway) {
        return of(person.id(), person.token(), gateway.port());
    }

    public static SyncingClient of(String userId, String token, int port) {
        return new SyncingClient(userId, token).comesBackTo(port);
    }

    /** Connects with what it knows already, to this gateway or another. */
    public SyncingClient comesBackTo(int gatewayPort) {
        port = gatewayPort;
        socket = FakeClient.at(URI.create("ws://127.0.0.1:" + port + ITEMS + "/ws"))
                .as(token)
                .since(known, epoch)
                .opensSocket();
        JsonNode greeting = socket.next("connected");
        if (epoch.isEmpty()) {
            epoch = greeting.path("epoch").asString();
        }
        return this;
    }

    /** Whether this is the gateway that it connected to last. */
    public boolean isAt(int gatewayPort) {
        return port == gatewayPort;
    }

    /** Takes what has arrived by now. */
    public SyncingClient catchesUp() {
        while (socket.waiting() > 0) {
            take(socket.next());
        }
        if (mustFetch) {
            fetch();
        }
        return this;
    }

    /** Waits until this client has heard of all that PostgreSQL knows: then its items must be the same. */
    public SyncingClient agreesWith(Database database) {
        Await.that(() ->
                assertThat(catchesUp().known).as("the last revision heard of").isEqualTo(database.revision(userId)));
        assertThat(items).isEqualTo(database.items(userId));
        return this;
    }

    private void take(JsonNode message) {
        String type = message.path("type").asString();
        switch (type) {
            case "heartbeat" -> {}
            case "pong" -> pongs++;
            case "connected" -> epoch = message.path("epoch").asString();
            case "sync_required" -> {
                syncReasons.add(message.path("reason").asString());
                eventsBeforeSyncs.add(revisions.size());
                mustFetch = true;
            }
            default -> takeEvent(type, message);
        }
    }

    private void takeEvent(String type, JsonNode event) {
        assertThat(type).matches("(alarm|timer)_(created|updated|deleted)");
        assertThat(event.path("user_id").asString()).as("whose %s", event).isEqualTo(userId);
        long revision = event.path("revision").asLong();
        assertThat(revision).as("revision after %s", revisions).isGreaterThan(lastRevision());
        revisions.add(revision);
        if (revision <= known) {
            return;
        }
        known = revision;
        JsonNode data = event.path("data");
        String id = data.path("id").asString();
        if (type.endsWith("_deleted")) {
            items.remove(id);
        } else {
            items.put(id, stored(data));
        }
    }

    private long lastRevision() {
        return revisions.isEmpty() ? 0 : revisions.get(revisions.size() - 1);
    }

    private static Stored stored(JsonNode item) {
        return new Stored(item.path("version").asInt(), item.path("label").asString());
    }

    private void fetch() {
        JsonNode list = Http.at(port).as(token).get(ITEMS).assertStatus(200).json();
        String life = list.path("epoch").asString();
        if (!life.equals(epoch)) {
            revisions.clear();
            epoch = life;
        }
        known = list.path("revision").asLong();
        items.clear();
        list.path("items").forEach(item -> items.put(item.path("id").asString(), stored(item)));
        mustFetch = false;
    }

    /** The revisions of all events that came since the last change of the database's life. */
    public List<Long> revisions() {
        return List.copyOf(revisions);
    }

    /** Why this client was told to fetch everything anew, each time. */
    public List<String> syncReasons() {
        return List.copyOf(syncReasons);
    }

    /** How many events had come by the time of each {@code sync_required}. */
    public List<Integer> eventsBeforeSyncs() {
        return List.copyOf(eventsBeforeSyncs);
    }

    public String epoch() {
        return epoch;
    }

    /** Its socket is alive: a ping is answered. */
    public SyncingClient isStillConnected() {
        socket.sendJson(Map.of("type", "ping"));
        Await.that(() -> {
            catchesUp();
            assertThat(pongs).isPositive();
        });
        pongs = 0;
        return this;
    }

    public TestSocket socket() {
        return socket;
    }

    @Override
    public void close() {
        socket.close();
    }
}
