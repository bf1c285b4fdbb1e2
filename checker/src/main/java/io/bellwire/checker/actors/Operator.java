package io.bellwire.checker.actors;

import io.bellwire.checker.cluster.Cluster;
import io.bellwire.checker.history.Command;
import io.bellwire.checker.history.Command.Outcome;
import io.bellwire.checker.history.Command.Tally;
import io.bellwire.checker.history.Dice;
import io.bellwire.checker.history.Journal.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Sends numbered commands to devices through either gateway: as an operator, as their owner, as a stranger; and broadcasts. */
public final class Operator {

    private static final String PROXY = "/api/energetic_device_proxy";

    private final Stage stage;
    private final String name;
    private final int number;
    private final int ofHowMany;
    private final Person operator;
    private final List<Person> people;
    private final List<Device> devices;
    private long step;
    private volatile boolean ended;

    /** @param number of this one, 0 to {@code ofHowMany} − 1, so that no two use a number of a command */
    public Operator(
            Stage stage, int number, int ofHowMany, Person operator, List<Person> people, List<Device> devices) {
        this.stage = stage;
        this.name = "operator-" + number;
        this.number = number;
        this.ofHowMany = ofHowMany;
        this.operator = operator;
        this.people = people;
        this.devices = devices;
    }

    public void start() {
        next(stage.dice(name, 0));
    }

    public boolean hasEnded() {
        return ended;
    }

    private void next(Dice dice) {
        stage.after(dice.between(Duration.ofMillis(50), Duration.ofMillis(500)), this::act);
    }

    private void act() {
        if (stage.isOver()) {
            ended = true;
            return;
        }
        Dice dice = stage.dice(name, ++step);
        int gateway = dice.below(Cluster.EACH);
        if (dice.chance(6)) {
            broadcast(gateway, dice);
        } else {
            command(gateway, dice);
        }
    }

    private void command(int gateway, Dice dice) {
        Device device = dice.oneOf(devices);
        Person caller = dice.oneOf(List.of(operator, device.owner(), dice.oneOf(people)));
        boolean stranger = !caller.equals(operator) && !caller.equals(device.owner());
        Command command = new Command(step * ofHowMany + number, device.id(), stranger, Instant.now());
        stage.journal().note(new Entry.CommandStarted(command));
        String path = PROXY + "/send_message?session_token=" + device.id();
        stage.api()
                .post(gateway, path, caller.token(), Map.of("n", command.number()))
                .reply()
                .whenComplete((reply, error) -> {
                    Outcome outcome = outcome(reply);
                    stage.journal()
                            .count("operation command " + (stranger ? "of a stranger " : "")
                                    + outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '));
                    stage.journal().note(new Entry.CommandEnded(command, outcome, Instant.now()));
                    next(dice);
                });
    }

    private static Outcome outcome(Api.@Nullable Reply reply) {
        int status = reply == null ? 0 : reply.status();
        return switch (status) {
            case 200 -> Outcome.SENT;
            case 404 -> Outcome.NOT_CONNECTED;
            case 503 -> Outcome.UNAVAILABLE;
            default -> Outcome.UNKNOWN;
        };
    }

    private void broadcast(int gateway, Dice dice) {
        long id = step * ofHowMany + number;
        String path = PROXY + "/broadcast_modbus_command?hex_data=" + Command.broadcast(id);
        stage.api().post(gateway, path, operator.token(), Map.of()).reply().whenComplete((reply, error) -> {
            boolean partial = reply != null && reply.body().path("partial").asBoolean(false);
            String how = reply == null ? "unknown" : partial ? "partial" : Integer.toString(reply.status());
            if (how.equals("200")) {
                stage.journal().note(new Entry.BroadcastEnded(tally(-id, reply.body())));
            }
            stage.journal().count("operation broadcast " + how);
            next(dice);
        });
    }

    private Tally tally(long broadcast, JsonNode answer) {
        return new Tally(
                broadcast,
                answer.path("total_devices").asInt(),
                answer.path("sent_successfully").asInt(),
                devices.size());
    }
}
