package io.bellwire.checker.actors;

import io.bellwire.checker.cluster.Cluster;
import io.bellwire.checker.history.Connection;
import io.bellwire.checker.history.Dice;
import io.bellwire.checker.history.Heard;
import io.bellwire.checker.history.Journal.Entry;
import io.bellwire.checker.verify.Fold;
import io.bellwire.testsupport.Json;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One client of one user: connects to either gateway, keeps a copy of the items, leaves after a while and comes back.
 * Some do not read for seconds.
 */
public final class ItemClient {

    /** How it comes back. */
    public enum Kind {
        /** With {@code since} and {@code epoch}. */
        RESUMING,
        /** Without, and without an origin: as the desktop client does. */
        DESKTOP,
        /** Without, from a page. */
        BROWSER
    }

    private static final Duration SHORTEST_VISIT = Duration.ofSeconds(8);
    private static final Duration LONGEST_VISIT = Duration.ofSeconds(45);
    private static final Duration SHORTEST_ABSENCE = Duration.ofMillis(100);
    private static final Duration LONGEST_ABSENCE = Duration.ofMillis(1500);
    private static final Duration SHORTEST_STALL = Duration.ofSeconds(5);
    private static final Duration LONGEST_STALL = Duration.ofSeconds(25);

    /** More than three heartbeats. */
    private static final Duration SILENCE = Duration.ofSeconds(35);

    private final Stage stage;
    private final Person user;
    private final Kind kind;
    private final boolean stalls;
    private final String name;
    private final Fold fold = new Fold();
    private final Refetch refetch;
    private volatile String epoch = "";
    private volatile @Nullable Connection current;
    private long step;

    public ItemClient(Stage stage, Person user, String name, Kind kind, boolean stalls) {
        this.stage = stage;
        this.user = user;
        this.name = name;
        this.kind = kind;
        this.stalls = stalls;
        this.refetch = new Refetch(stage, user, name, fold);
    }

    public String name() {
        return name;
    }

    public String user() {
        return user.id();
    }

    public Fold fold() {
        return fold;
    }

    /** Its open connection that was greeted, if it has one. */
    public @Nullable Connection current() {
        Connection open = current;
        return open == null || open.greeted() == null || open.hasEnded() ? null : open;
    }

    public void connect() {
        Dice dice = stage.dice(name, ++step);
        int gateway = dice.below(Cluster.EACH);
        long known = fold.known();
        Connection connection = new Connection(
                name + "#" + step, name, user.id(), gateway, known, kind == Kind.BROWSER, kind == Kind.DESKTOP);
        stage.journal().note(new Entry.Opened(connection));
        stage.journal().count("connects " + kind.name().toLowerCase(Locale.ROOT));
        if (kind == Kind.RESUMING && known > 0) {
            stage.journal().count("replays since");
        }
        current = connection;
        Visit visit = new Visit(connection, dice);
        visit.begin(Line.open(stage, address(gateway, known), origin(), visit));
    }

    private URI address(int gateway, long known) {
        String since = kind == Kind.RESUMING ? "&since=" + known + (known > 0 ? "&epoch=" + epoch : "") : "";
        return URI.create("ws://" + stage.cluster().address("clients", gateway) + "/api/alarms-timers/ws?token="
                + user.token() + since);
    }

    private Map<String, String> origin() {
        return kind == Kind.BROWSER ? Map.of("Origin", Cluster.ORIGIN) : Map.of();
    }

    private final class Visit implements Line.Ear {

        private final Connection connection;
        private final Dice dice;
        private final String part = "client " + name;
        private volatile Instant lastHeard = Instant.now();
        private volatile boolean stalled;

        Visit(Connection connection, Dice dice) {
            this.connection = connection;
            this.dice = dice;
        }

        void begin(Line line) {
            Duration length = dice.between(stalls ? LONGEST_STALL : SHORTEST_VISIT, LONGEST_VISIT);
            boolean politely = dice.chance(50);
            stage.after(length, () -> {
                if (!stage.isOver()) {
                    line.leave(politely);
                }
            });
            if (stalls) {
                Duration until = dice.between(Duration.ofSeconds(1), SHORTEST_VISIT);
                Duration stall = dice.between(SHORTEST_STALL, LONGEST_STALL);
                stage.after(until, () -> stall(line));
                stage.after(until.plus(stall), () -> resume(line));
            }
            watch(line);
        }

        private synchronized void stall(Line line) {
            if (!connection.hasEnded() && !stage.isOver()) {
                stalled = true;
                stage.journal().count("stalls");
                stage.journal().disturbances().begin(part);
                line.pause();
            }
        }

        private synchronized void resume(Line line) {
            if (stalled) {
                stalled = false;
                stage.journal().disturbances().end(part);
                lastHeard = Instant.now();
                line.resume();
            }
        }

        private void watch(Line line) {
            stage.after(Duration.ofSeconds(5), () -> {
                if (connection.hasEnded()) {
                    return;
                }
                if (!stalled && lastHeard.plus(SILENCE).isBefore(Instant.now())) {
                    stage.journal().count("ends silence");
                    line.leave(false);
                }
                watch(line);
            });
        }

        @Override
        public void hears(String text) {
            lastHeard = Instant.now();
            JsonNode message = Json.parse(text);
            Heard heard = HeardJson.read(message, lastHeard);
            if (heard == null) {
                return;
            }
            connection.hear(heard);
            if (heard instanceof Heard.Greeting greeting) {
                epoch = greeting.epoch();
            } else if (heard instanceof Heard.Event event) {
                fold.take(event.revision(), event.item(), event.isDelete() ? null : message.path("data"));
                stage.journal().count("events");
            } else if (heard instanceof Heard.SyncRequired sync) {
                String reason = sync.reason().startsWith("asked") ? "asked for" : sync.reason();
                stage.journal().count("sync_required " + reason);
                refetch.begin(sync.revision());
            }
        }

        @Override
        public void ended(int code, String reason) {
            connection.end();
            refetch.giveUp();
            synchronized (this) {
                if (stalled) {
                    stalled = false;
                    stage.journal().disturbances().end(part);
                }
            }
            stage.journal().count("ends " + code);
            stage.after(dice.between(SHORTEST_ABSENCE, LONGEST_ABSENCE), ItemClient.this::connect);
        }
    }
}
