package io.bellwire.checker.actors;

import io.bellwire.checker.cluster.Cluster;
import io.bellwire.checker.history.Command;
import io.bellwire.checker.history.Dice;
import io.bellwire.checker.history.Journal.Entry;
import io.bellwire.testsupport.Json;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One device: connects to either worker, or at its old address on a gateway, reports with numbers, and notes each
 * command it is sent. Now and then it comes back before it has left, so that two sockets claim one session.
 */
public final class Device {

    private static final Duration SHORTEST_VISIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_VISIT = Duration.ofSeconds(60);
    private static final Duration SHORTEST_ABSENCE = Duration.ofMillis(200);
    private static final Duration LONGEST_ABSENCE = Duration.ofMillis(1500);
    private static final Duration TWIN_LIMIT = Duration.ofSeconds(20);

    private final Stage stage;
    private final Person owner;
    private final String id;
    private final String part;
    private volatile @Nullable Visit current;
    private long step;
    private long reports;
    private boolean absent;

    public Device(Stage stage, Person owner, String id) {
        this.stage = stage;
        this.owner = owner;
        this.id = id;
        this.part = "device " + id;
    }

    public String id() {
        return id;
    }

    public Person owner() {
        return owner;
    }

    /** Of the socket that was let in last, or null while there is none. */
    public @Nullable String connectionId() {
        Visit visit = current;
        return visit == null ? null : visit.connectionId;
    }

    public void connect() {
        absent(true);
        Dice dice = stage.dice(id, ++step);
        int instance = dice.below(Cluster.EACH);
        String address = dice.chance(80)
                ? stage.cluster().address("devices", instance) + "/ws/devices"
                : stage.cluster().address("clients", instance) + "/modbus/ws/devices";
        Visit visit = new Visit(dice);
        current = visit;
        visit.line = Line.open(stage, URI.create("ws://" + address + "?session_id=" + id), Map.of(), visit);
        stage.journal().count("device connects");
    }

    private synchronized void absent(boolean now) {
        if (now && !absent) {
            stage.journal().disturbances().begin(part);
        } else if (absent && !now) {
            stage.journal().disturbances().end(part);
        }
        absent = now;
    }

    private final class Visit implements Line.Ear {

        private final Dice dice;
        private final Duration reportInterval;
        private volatile @Nullable Line line;
        private volatile @Nullable String connectionId;
        private volatile boolean ended;

        Visit(Dice dice) {
            this.dice = dice;
            this.reportInterval = dice.between(Duration.ofMillis(500), Duration.ofMillis(1500));
        }

        @Override
        public void opened(Line opened) {
            opened.say(Json.text(Map.of("email", owner.email(), "password", Cluster.PASSWORD)));
            Duration visit = dice.between(SHORTEST_VISIT, LONGEST_VISIT);
            boolean twin = dice.chance(40);
            boolean politely = dice.chance(50);
            stage.after(visit, () -> moveOn(opened, twin, politely));
        }

        private void moveOn(Line opened, boolean twin, boolean politely) {
            if (ended || stage.isOver() || current != this) {
                return;
            }
            if (twin) {
                stage.journal().count("device twins");
                connect();
                stage.after(TWIN_LIMIT, () -> opened.leave(false));
            } else {
                opened.leave(politely);
            }
        }

        @Override
        public void hears(String text) {
            JsonNode message = Json.parse(text);
            if (message.path("status").asString("").equals("authenticated")) {
                String connection = message.path("connection_id").asString("");
                connectionId = connection;
                stage.journal().note(new Entry.DeviceLetIn(id, connection, Instant.now()));
                if (current == this) {
                    absent(false);
                }
                report();
            } else if (message.has("n")) {
                received(message.path("n").asLong());
            } else if (message.has("command_type")) {
                received(Command.ofBroadcast(message.path("hex_data").asString("")));
            } else {
                stage.journal().count("device refused " + message.path("detail").asString(text));
            }
        }

        private void received(long number) {
            stage.journal()
                    .note(new Entry.CommandReceived(
                            new Command.Receipt(id, String.valueOf(connectionId), number, Instant.now())));
        }

        private void report() {
            Line open = line;
            if (!ended && open != null) {
                open.say(Json.text(Map.of("device", id, "report", ++reports)));
                stage.journal().count("telemetry sent");
            }
            if (!ended) {
                stage.after(reportInterval, this::report);
            }
        }

        @Override
        public void ended(int code, String reason) {
            ended = true;
            stage.journal().count("device ends " + code);
            if (current == this) {
                absent(true);
                stage.after(dice.between(SHORTEST_ABSENCE, LONGEST_ABSENCE), Device.this::connect);
            }
        }
    }
}
