package io.bellwire.common.database;

import io.bellwire.common.reactive.AfterStop;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.scheduler.Scheduler;

/**
 * The connections that are in use. When this instance stops, a silent PostgreSQL must not keep callers waiting until the
 * web server gives up on them: those that are still in use then are closed, and their callers are told.
 */
final class Leases extends AfterStop {

    /** Below {@code SHUTDOWN_TIMEOUT}, by as much as a busy machine may need to tell callers. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final Set<LeasedConnection> inUse = ConcurrentHashMap.newKeySet();

    Leases(Scheduler clock) {
        super(clock, PATIENCE);
    }

    void add(LeasedConnection connection) {
        inUse.add(connection);
    }

    void remove(LeasedConnection connection) {
        inUse.remove(connection);
    }

    @Override
    protected void patienceEnded() {
        inUse.forEach(LeasedConnection::overdue);
    }
}
