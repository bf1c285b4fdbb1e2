package io.bellwire.checker.actors;

import io.bellwire.checker.cluster.Cluster;
import io.bellwire.checker.history.Dice;
import io.bellwire.checker.history.Journal.Entry;
import io.bellwire.checker.verify.Violation;
import io.bellwire.checker.verify.Violation.Kind;
import io.bellwire.testsupport.Json;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Subscribes to the live events of someone's devices, and sees that they are theirs. */
public final class EventsWatcher {

    private static final Duration SHORTEST_VISIT = Duration.ofSeconds(15);
    private static final Duration LONGEST_VISIT = Duration.ofSeconds(60);

    private final Stage stage;
    private final Person person;
    private final String name;
    private final Set<String> own;
    private long step;

    /** @param own the ids of the devices that this person may see */
    public EventsWatcher(Stage stage, Person person, Set<String> own) {
        this.stage = stage;
        this.person = person;
        this.name = "watcher of " + person.email();
        this.own = own;
    }

    public void connect() {
        Dice dice = stage.dice(name, ++step);
        String address = stage.cluster().address("clients", dice.below(Cluster.EACH));
        URI uri = URI.create("ws://" + address + "/ws/events?token=" + person.token());
        Line line = Line.open(stage, uri, Map.of(), new Line.Ear() {
            @Override
            public void hears(String text) {
                check(Json.parse(text));
            }

            @Override
            public void ended(int code, String reason) {
                stage.after(dice.between(Duration.ofMillis(200), Duration.ofMillis(1500)), EventsWatcher.this::connect);
            }
        });
        stage.after(dice.between(SHORTEST_VISIT, LONGEST_VISIT), () -> line.leave(true));
    }

    private void check(JsonNode message) {
        stage.journal().count("device events " + message.path("type").asString(""));
        message.path("devices").forEach(device -> requireOwn(device, device.path("last_data")));
        if (message.has("device_id")) {
            requireOwn(message, message.path("data"));
        }
    }

    private void requireOwn(JsonNode event, JsonNode data) {
        String device = event.path("device_id").asString("");
        String speaker = data.path("device").asString(device);
        if (!own.contains(device) || !speaker.equals(device)) {
            stage.journal().note(new Entry.Wrong(new Violation(Kind.STRANGER, name + " heard " + event)));
        }
    }
}
