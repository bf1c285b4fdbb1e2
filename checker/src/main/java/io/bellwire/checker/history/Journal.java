package io.bellwire.checker.history;

import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Where all actors write down what they do and hear, from any thread; and the counts of the summary. */
public final class Journal {

    /** What happened, on its way to the referee. */
    public sealed interface Entry {
        record WriteStarted(Write write) implements Entry {}

        record WriteEnded(Write write, Write.Outcome outcome, Instant at) implements Entry {}

        record CommandStarted(Command command) implements Entry {}

        record CommandEnded(Command command, Command.Outcome outcome, Instant at) implements Entry {}

        record CommandReceived(Command.Receipt receipt) implements Entry {}

        record BroadcastEnded(Command.Tally tally) implements Entry {}

        record DeviceLetIn(String device, String connection, Instant at) implements Entry {}

        record Opened(Connection connection) implements Entry {}

        /** Something that must never happen was seen by an actor itself. */
        record Wrong(RuntimeException violation) implements Entry {}
    }

    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final Disturbances disturbances = new Disturbances();

    public void note(Entry entry) {
        entries.add(entry);
    }

    public Queue<Entry> entries() {
        return entries;
    }

    public Disturbances disturbances() {
        return disturbances;
    }

    public void count(String what) {
        count(what, 1);
    }

    public void count(String what, long times) {
        counts.computeIfAbsent(what, key -> new AtomicLong()).addAndGet(times);
    }

    public void atLeast(String what, long value) {
        counts.computeIfAbsent(what, key -> new AtomicLong()).accumulateAndGet(value, Math::max);
    }

    public long counted(String what) {
        AtomicLong count = counts.get(what);
        return count == null ? 0 : count.get();
    }

    /** All counts whose names begin so, by the rest of the name. */
    public Map<String, Long> countsOf(String prefix) {
        Map<String, Long> found = new TreeMap<>();
        counts.forEach((name, count) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), count.get());
            }
        });
        return found;
    }
}
