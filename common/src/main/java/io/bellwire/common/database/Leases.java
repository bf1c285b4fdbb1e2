package io.bellwire.common.database;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import reactor.core.scheduler.Scheduler;

/**
 * The connections that are in use. When this instance stops, a silent PostgreSQL must not keep callers waiting until the
 * web server gives up on them: those that are still in use then are closed, and their callers are told.
 */
final class Leases implements SmartLifecycle {

    /** Below {@code SHUTDOWN_TIMEOUT}, by as much as a busy machine may need to tell callers. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final Scheduler clock;
    private final Set<LeasedConnection> inUse = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    Leases(Scheduler clock) {
        this.clock = clock;
    }

    void add(LeasedConnection connection) {
        inUse.add(connection);
    }

    void remove(LeasedConnection connection) {
        inUse.remove(connection);
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        clock.schedule(() -> inUse.forEach(LeasedConnection::overdue), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
