package io.bellwire.checker.actors;

import io.bellwire.checker.cluster.Cluster;
import io.bellwire.checker.history.Dice;
import io.bellwire.checker.history.Journal.Entry;
import io.bellwire.checker.history.Write;
import io.bellwire.checker.history.Write.Kind;
import io.bellwire.checker.history.Write.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One user's changes, one after the other, on either gateway: single ones, bulks, races of two editors, hang-ups. */
public final class Writer {

    private static final String ITEMS = "/api/alarms-timers";
    private static final int ITEMS_OF_A_USER = 25;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(700);

    /** Three bytes each on the wire. */
    private static final String LONG_TEXT = "\u97f3".repeat(1000);

    private final Stage stage;
    private final Person user;
    private final String name;
    private final boolean writesMuch;
    private final Map<String, Integer> versions = new ConcurrentHashMap<>();
    private long step;
    private long writes;
    private volatile boolean ended;

    /** @param writesMuch bulks of hundreds of long items, which fill the buffers of those who do not read */
    public Writer(Stage stage, Person user, int number, boolean writesMuch) {
        this.stage = stage;
        this.user = user;
        this.name = "writer-" + number;
        this.writesMuch = writesMuch;
    }

    public void start() {
        next(stage.dice(name, 0));
    }

    /** It was told to end, and every call has been answered or given up. */
    public boolean hasEnded() {
        return ended;
    }

    private void next(Dice dice) {
        stage.after(dice.between(SHORTEST_PAUSE, LONGEST_PAUSE), this::act);
    }

    private void act() {
        if (stage.isOver()) {
            ended = true;
            return;
        }
        Dice dice = stage.dice(name, ++step);
        int what = dice.below(100);
        int gateway = dice.below(Cluster.EACH);
        String item = "i" + dice.below(ITEMS_OF_A_USER);
        CompletableFuture<?> done;
        if (what < 42) {
            done = put(gateway, item, null, dice);
        } else if (what < 60) {
            done = put(gateway, item, nextVersion(item) + dice.below(3) - 1, dice);
        } else if (what < 68) {
            int version = nextVersion(item);
            done = CompletableFuture.allOf(put(gateway, item, version, dice), put(1 - gateway, item, version, dice));
        } else if (what < (writesMuch ? 90 : 80)) {
            done = bulk(gateway, dice);
        } else if (what < 99) {
            done = delete(gateway, item, dice.chance(75), dice);
        } else {
            done = askForSync(gateway);
        }
        done.whenComplete((nothing, error) -> next(dice));
    }

    private int nextVersion(String item) {
        return versions.getOrDefault(item, 0) + 1;
    }

    private Write write(Kind kind, String item, @Nullable Integer version) {
        Write write = new Write(
                user.id(),
                kind,
                item,
                name + "." + ++writes,
                version == null ? null : Math.max(1, version),
                Instant.now());
        stage.journal().note(new Entry.WriteStarted(write));
        return write;
    }

    private CompletableFuture<Void> put(int gateway, String item, @Nullable Integer version, Dice dice) {
        Write write = write(Kind.PUT, item, version);
        return finish(
                List.of(write),
                stage.api().post(gateway, ITEMS, user.token(), content(write)),
                dice,
                reply -> List.of(outcome(reply, reply.body())));
    }

    private CompletableFuture<Void> delete(int gateway, String item, boolean soft, Dice dice) {
        Write write = write(Kind.DELETE, item, null);
        return finish(
                List.of(write),
                stage.api().delete(gateway, ITEMS + "/" + item + "?soft=" + soft, user.token()),
                dice,
                reply -> List.of(outcome(reply, reply.body())));
    }

    private CompletableFuture<Void> bulk(int gateway, Dice dice) {
        int size = writesMuch ? 100 + dice.below(200) : 2 + dice.below(20);
        int first = dice.below(300);
        List<Write> parts = IntStream.range(0, size)
                .mapToObj(n -> write(Kind.BULK, "b" + (first + n) % 300, null))
                .toList();
        Map<String, Object> body =
                Map.of("items", parts.stream().map(this::content).toList());
        return finish(
                parts,
                stage.api().post(gateway, ITEMS + "/bulk", user.token(), body),
                dice,
                reply -> partsOf(reply, parts));
    }

    private static List<Outcome> partsOf(Api.Reply reply, List<Write> parts) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int n = 0; n < parts.size(); n++) {
            JsonNode part = reply.body().path("results").path(n);
            boolean refused =
                    reply.status() == 200 && !part.path("status").asString("").equals("success");
            outcomes.add(refused ? new Outcome.Refused(409) : outcome(reply, part));
        }
        return outcomes;
    }

    private CompletableFuture<Void> askForSync(int gateway) {
        return stage.api()
                .post(gateway, ITEMS + "/ws/sync-required", user.token(), Map.of("reason", "asked by " + name))
                .reply()
                .handle((reply, error) -> {
                    stage.journal().count("operation sync-required");
                    return null;
                });
    }

    private interface Reading {
        List<Outcome> read(Api.Reply reply);
    }

    /** Some callers hang up before they are answered. */
    private CompletableFuture<Void> finish(List<Write> parts, Api.Call call, Dice dice, Reading reading) {
        boolean hangsUp = dice.chance(8);
        Duration patience = dice.between(Duration.ZERO, Duration.ofMillis(40));
        if (hangsUp) {
            stage.journal().count("hang-ups");
            stage.after(patience, call::hangUp);
        }
        return call.reply().handle((reply, error) -> {
            List<Outcome> outcomes = reply == null ? List.of() : reading.read(reply);
            for (int n = 0; n < parts.size(); n++) {
                end(parts.get(n), reply == null ? new Outcome.Unknown(String.valueOf(error)) : outcomes.get(n));
            }
            return null;
        });
    }

    private void end(Write write, Outcome outcome) {
        String kind = write.kind().name().toLowerCase(Locale.ROOT);
        if (outcome instanceof Outcome.Accepted accepted && accepted.version() > 0) {
            versions.merge(write.item(), accepted.version(), Math::max);
        }
        String how = outcome instanceof Outcome.Accepted
                ? "accepted"
                : outcome instanceof Outcome.Refused ? "refused" : "unknown";
        stage.journal().count("operation " + kind + " " + how);
        stage.journal().note(new Entry.WriteEnded(write, outcome, Instant.now()));
    }

    /** Anything but success and 4xx leaves open what happened. */
    private static Outcome outcome(Api.Reply reply, JsonNode stored) {
        if (reply.status() == 200) {
            return new Outcome.Accepted(
                    stored.path("version").asInt(0), stored.path("deleted_at").asString(""));
        }
        return reply.status() >= 400 && reply.status() < 500
                ? new Outcome.Refused(reply.status())
                : new Outcome.Unknown("status " + reply.status());
    }

    private Map<String, Object> content(Write write) {
        Map<String, Object> content = new HashMap<>();
        boolean alarm = write.item().hashCode() % 2 == 0;
        content.put("id", write.item());
        content.put("type", alarm ? "alarm" : "timer");
        content.put("label", write.label());
        content.put(alarm ? "alarm_time" : "duration", alarm ? "07:30" : 240);
        if (write.version() != null) {
            content.put("version", write.version());
        }
        if (writesMuch) {
            content.put("custom_sound", LONG_TEXT);
        }
        return content;
    }
}
