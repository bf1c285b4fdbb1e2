package io.bellwire.checker.verify;

import io.bellwire.checker.history.Command;
import io.bellwire.checker.history.Command.Outcome;
import io.bellwire.checker.history.Command.Receipt;
import io.bellwire.checker.history.Command.Tally;
import io.bellwire.checker.verify.Violation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All commands against what devices received: once at most, by the right device, and as the sender was told. */
public final class CommandCheck {

    private final Map<Long, Command> commands = new HashMap<>();
    private final Map<Long, Receipt> receipts = new HashMap<>();
    private final Map<Long, Outcome> outcomes = new HashMap<>();
    private final Map<String, Receipt> broadcasts = new HashMap<>();
    private final Map<Long, Integer> reached = new HashMap<>();
    private final Map<Long, Tally> tallies = new HashMap<>();

    private final Map<String, List<LetIn>> letIn = new HashMap<>();
    private long late;

    /** For a replaced socket to be told so. */
    private static final Duration REPLACEMENT = Duration.ofSeconds(5);

    private record LetIn(String connection, Instant at) {}

    /** Whether device, services and wires were whole for a while before and all through that time. */
    public interface Calm {
        boolean isConnectedThroughout(String device, Instant from, Instant to);
    }

    /** Before it is sent. */
    public void started(Command command) {
        commands.put(command.number(), command);
    }

    /** The device was let in anew; whatever it had before is replaced. */
    public void letIn(String device, String connection, Instant at) {
        letIn.computeIfAbsent(device, key -> new ArrayList<>()).add(new LetIn(connection, at));
    }

    /** Commands that were written to a socket that had been replaced, while something was not whole. */
    public long late() {
        return late;
    }

    public void received(Receipt receipt, Calm calm) {
        if (receipt.number() < 0) {
            Receipt before = broadcasts.putIfAbsent(receipt.device() + receipt.number(), receipt);
            if (before != null) {
                throw new Violation(Kind.COMMAND_TWICE, "a broadcast: " + before + " and " + receipt);
            }
            reached.merge(receipt.number(), 1, Integer::sum);
            requireCounted(receipt.number());
            return;
        }
        Command command = commands.get(receipt.number());
        if (command == null || !command.device().equals(receipt.device())) {
            throw new Violation(Kind.STRANGER, receipt + " of a command for " + command);
        }
        Receipt twice = receipts.putIfAbsent(receipt.number(), receipt);
        if (twice != null) {
            throw new Violation(Kind.COMMAND_TWICE, command + " was received as " + twice + " and " + receipt);
        }
        requireNotReplaced(command, receipt, calm);
        requireTrue(command);
    }

    public void ended(Command command, Outcome outcome, Instant at, Calm calm) {
        outcomes.put(command.number(), outcome);
        requireTrue(command);
        if (command.byStranger()) {
            if (outcome == Outcome.SENT) {
                throw new Violation(Kind.STRANGER, command + " was sent");
            }
            return;
        }
        if (outcome == Outcome.NOT_CONNECTED && calm.isConnectedThroughout(command.device(), command.started(), at)) {
            throw new Violation(
                    Kind.COMMAND_UNTRUE, command + " was not connected at " + at + ", but it was all the time");
        }
    }

    /** A broadcast to all, in which every instance took part. */
    public void ended(Tally tally) {
        tallies.put(tally.number(), tally);
        requireCounted(tally.number());
        if (tally.sent() > tally.existing()) {
            throw new Violation(Kind.COMMAND_UNTRUE, tally + " was sent to more devices than there are");
        }
    }

    private void requireCounted(long number) {
        Tally tally = tallies.get(number);
        int devices = reached.getOrDefault(number, 0);
        if (tally != null && devices > tally.meant()) {
            throw new Violation(Kind.COMMAND_UNTRUE, tally + " was received by " + devices + " devices");
        }
    }

    private void requireNotReplaced(Command command, Receipt receipt, Calm calm) {
        List<LetIn> all = letIn.getOrDefault(command.device(), List.of());
        int own = all.stream().map(LetIn::connection).toList().indexOf(receipt.connection());
        Instant due = command.started().minus(REPLACEMENT);
        boolean replaced = own >= 0
                && all.stream().skip(own + 1L).anyMatch(later -> later.at().isBefore(due));
        if (replaced && calm.isConnectedThroughout(command.device(), due, receipt.at())) {
            throw new Violation(Kind.COMMAND_UNTRUE, command + " went to a socket that had been replaced: " + receipt);
        }
        late += replaced ? 1 : 0;
    }

    private void requireTrue(Command command) {
        Receipt receipt = receipts.get(command.number());
        Outcome outcome = outcomes.get(command.number());
        if (receipt != null && (outcome == Outcome.NOT_CONNECTED || outcome == Outcome.UNAVAILABLE)) {
            throw new Violation(Kind.COMMAND_UNTRUE, command + " ended " + outcome + ", but there is " + receipt);
        }
    }

    /** Whatever was sent to a device that was there is there by now. */
    public void requireReceived(Command command, Instant at, Duration patience, Calm calm) {
        if (outcomes.get(command.number()) == Outcome.SENT
                && !receipts.containsKey(command.number())
                && calm.isConnectedThroughout(command.device(), command.started(), at.plus(patience))) {
            throw new Violation(Kind.COMMAND_LOST, command + " was sent at " + at + " and never received");
        }
    }
}
