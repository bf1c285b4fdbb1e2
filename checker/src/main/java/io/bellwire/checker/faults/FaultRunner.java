package io.bellwire.checker.faults;

import io.bellwire.checker.faults.FaultPlan.Fault;
import io.bellwire.checker.history.Journal.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Carries out one lane of the plan: each fault at its time or when the one before it is healed, whichever is later. */
public final class FaultRunner implements AutoCloseable {

    private final Scene scene;
    private final Deque<Fault> plan;
    private final Duration limit;
    private final Consumer<String> log;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "faults");
        thread.setDaemon(true);
        return thread;
    });
    private Instant start = Instant.now();

    /** @param limit after which none begins any more */
    public FaultRunner(Scene scene, List<Fault> plan, Duration limit, Consumer<String> log) {
        this.scene = scene;
        this.plan = new ArrayDeque<>(plan);
        this.limit = limit;
        this.log = log;
    }

    /** Completes when the last one is healed. */
    public CompletableFuture<Void> start() {
        start = Instant.now();
        next();
        return done;
    }

    private void next() {
        Fault fault = plan.poll();
        if (fault == null || Duration.between(start, Instant.now()).compareTo(limit) > 0) {
            done.complete(null);
        } else {
            at(fault.after(), () -> begin(fault));
        }
    }

    private void begin(Fault fault) {
        scene.journal().count("fault " + fault.kind().words());
        log.accept("%s (%d) for %.1f s"
                .formatted(
                        fault.kind().words(), fault.instance(), fault.length().toMillis() / 1000.0));
        fault.kind().begin(scene, fault.instance());
        Duration begun = Duration.between(start, Instant.now());
        at(begun.plus(fault.length()), () -> {
            fault.kind().heal(scene, fault.instance());
            log.accept("%s (%d) healed".formatted(fault.kind().words(), fault.instance()));
            next();
        });
    }

    private void at(Duration afterStart, Runnable action) {
        Duration delay = afterStart.minus(Duration.between(start, Instant.now()));
        clock.schedule(() -> safely(action), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void safely(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            scene.journal().note(new Entry.Wrong(new IllegalStateException("a fault failed: " + e, e)));
            done.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
