package io.bellwire.checker.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When which part of the system was not whole: promises with a time in them are only held against calm times. */
public final class Disturbances {

    /** The part that everything runs on. */
    public static final String MACHINE = "machine";

    /** A part, and how long after its last disturbance it may still be recovering. */
    public record Concern(String part, Duration recovery) {}

    private static final class Span {
        private final Instant from;
        private @Nullable Instant to;

        Span(Instant from, @Nullable Instant to) {
            this.from = from;
            this.to = to;
        }
    }

    private final Map<String, List<Span>> spans = new HashMap<>();
    private final Map<String, Instant> deaths = new HashMap<>();

    public synchronized void begin(String part) {
        add(part, new Span(Instant.now(), null));
    }

    /** It is known afterwards only. */
    public synchronized void was(String part, Instant from, Instant to) {
        add(part, new Span(from, to));
    }

    private void add(String part, Span span) {
        spans.computeIfAbsent(part, key -> new ArrayList<>()).add(span);
    }

    public synchronized void end(String part) {
        spans.getOrDefault(part, List.of()).stream()
                .filter(span -> span.to == null)
                .findFirst()
                .ifPresent(span -> span.to = Instant.now());
    }

    /** The part is gone; what stands for it afterwards is another one. */
    public synchronized void died(String part) {
        deaths.put(part, Instant.now());
    }

    public synchronized boolean hasDiedSince(String part, Instant when) {
        Instant death = deaths.get(part);
        return death != null && !death.isBefore(when);
    }

    public synchronized boolean calm(List<Concern> concerns, Instant from, Instant to) {
        return concerns.stream().noneMatch(concern -> spans.getOrDefault(concern.part(), List.of()).stream()
                .anyMatch(span ->
                        span.from.isBefore(to) && recovered(span, concern).isAfter(from)));
    }

    /** {@link Instant#MAX} where one is disturbed now. */
    public synchronized Instant calmSince(List<Concern> concerns) {
        return concerns.stream()
                .flatMap(concern ->
                        spans.getOrDefault(concern.part(), List.of()).stream().map(span -> recovered(span, concern)))
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
    }

    private static Instant recovered(Span span, Concern concern) {
        return span.to == null ? Instant.MAX : span.to.plus(concern.recovery());
    }
}
