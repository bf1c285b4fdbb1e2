package io.bellwire.checker;

import io.bellwire.checker.cluster.Cluster;
import io.bellwire.checker.faults.BusMischief;
import io.bellwire.checker.history.Journal;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** What was done, what happened, and what came of it: one table. */
final class Summary {

    private final CheckerOptions options;
    private final Journal journal;
    private final Cluster cluster;
    private final BusMischief bus;

    Summary(CheckerOptions options, Journal journal, Cluster cluster, BusMischief bus) {
        this.options = options;
        this.journal = journal;
        this.cluster = cluster;
        this.bus = bus;
    }

    /** Only of a run without a violation: each would have ended it. */
    String text(Duration whole) {
        StringBuilder table = new StringBuilder("| what | how much |\n| --- | --- |\n");
        row(
                table,
                "seed, duration, with start and quiet",
                "%d, %s, %s".formatted(options.seed(), options.duration(), whole));
        row(table, "operations", list("operation "));
        row(table, "callers that hung up", count("hang-ups"));
        row(table, "events delivered", count("events"));
        row(table, "faults", sum("fault ") + ": " + list("fault "));
        row(table, "bus messages said twice or late", bus.repeated());
        row(table, "connects of clients", sum("connects ") + ": " + list("connects "));
        row(table, "replays with since", count("replays since"));
        row(table, "ends of connections by code", list("ends "));
        row(table, "readers that stopped", count("stalls"));
        row(table, "revisions left out, covered by a later state", count("holes covered by a later state"));
        row(table, "sync_required", list("sync_required ") + "; lists fetched anew " + count("refetches"));
        row(table, "connects of devices", count("device connects") + ", twins " + count("device twins"));
        row(
                table,
                "commands received by devices",
                count("commands received") + ", on a socket replaced amid a fault "
                        + count("commands to a replaced socket"));
        row(table, "device events heard", list("device events "));
        row(table, "lost, doubled, reordered, phantoms, strangers", "0, 0, 0, 0, 0");
        row(table, "commands twice, lost, untrue", "0, 0, 0");
        row(table, "longest staleness in calm", count("staleness") + " ms");
        row(table, "SIGTERM to exit, longest", exits());
        row(table, "heap after a collection", heap());
        row(table, "resident memory, most", memory());
        return table.toString();
    }

    String progress() {
        return "writes %d, commands %d, connects %d, events %d, faults %d, holes %d, sync_required %d, memory %s"
                .formatted(
                        sum("operation put") + sum("operation bulk") + sum("operation delete"),
                        sum("operation command"),
                        sum("connects "),
                        count("events"),
                        sum("fault "),
                        count("holes covered by a later state"),
                        sum("sync_required "),
                        memory());
    }

    private String memory() {
        return cluster.instances().stream()
                .map(instance -> instance.name() + " " + instance.maxRssMebibytes() + " MiB")
                .collect(Collectors.joining(", "));
    }

    private String exits() {
        return cluster.instances().stream()
                .filter(instance -> !instance.exitTook().isZero())
                .map(instance -> instance.name() + " " + instance.exitTook().toMillis() + " ms")
                .collect(Collectors.joining(", "));
    }

    private String heap() {
        return cluster.instances().stream()
                .map(instance -> instance.name() + " " + instance.heapAfterCollectionMebibytes() + " MiB")
                .collect(Collectors.joining(", "));
    }

    private long count(String name) {
        return journal.counted(name);
    }

    private long sum(String prefix) {
        return journal.countsOf(prefix).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private String list(String prefix) {
        Map<String, Long> counts = journal.countsOf(prefix);
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static void row(StringBuilder table, String what, Object howMuch) {
        table.append("| ").append(what).append(" | ").append(howMuch).append(" |\n");
    }
}
