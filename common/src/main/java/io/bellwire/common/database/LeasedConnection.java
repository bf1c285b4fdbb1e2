package io.bellwire.common.database;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Lifecycle;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A connection that the pool lends for a limited time. The driver waits for an answer without limit (pgjdbc/r2dbc-postgresql
 * 728, r2dbc/r2dbc-pool 232): on a half-open connection a statement would never end, nor would the connection ever come
 * back to the pool. When its time is over the connection is closed, its statements fail, and the pool opens another.
 */
final class LeasedConnection implements Connection, Lifecycle, Wrapped<Connection> {

    private static final Logger log = LoggerFactory.getLogger(LeasedConnection.class);

    private final Connection driver;
    private final Duration limit;
    private final Scheduler clock;
    private final Leases leases;
    private final Disposable.Swap lease = Disposables.swap();
    private volatile boolean overdue;

    LeasedConnection(Connection driver, Duration limit, Scheduler clock, Leases leases) {
        this.driver = driver;
        this.limit = limit;
        this.clock = clock;
        this.leases = leases;
    }

    @Override
    public Publisher<Void> postAllocate() {
        return Mono.fromRunnable(() -> {
            leases.add(this);
            lease.update(clock.schedule(this::overdue, limit.toMillis(), TimeUnit.MILLISECONDS));
        });
    }

    @Override
    public Publisher<Void> preRelease() {
        return Mono.fromRunnable(() -> {
            leases.remove(this);
            lease.update(Disposables.disposed());
        });
    }

    /** Ends whatever it is used for. */
    void overdue() {
        overdue = true;
        log.warn("A connection to PostgreSQL was in use for too long and is closed");
        Mono.from(driver.close())
                .subscribe(null, error -> log.debug("Closing an overdue connection: {}", String.valueOf(error)));
    }

    @Override
    public Connection unwrap() {
        return driver;
    }

    @Override
    public Publisher<Void> close() {
        leases.remove(this);
        lease.dispose();
        return driver.close();
    }

    @Override
    public Publisher<Void> beginTransaction() {
        return driver.beginTransaction();
    }

    @Override
    public Publisher<Void> beginTransaction(TransactionDefinition definition) {
        return driver.beginTransaction(definition);
    }

    @Override
    public Publisher<Void> commitTransaction() {
        return driver.commitTransaction();
    }

    @Override
    public Publisher<Void> rollbackTransaction() {
        return driver.rollbackTransaction();
    }

    @Override
    public Publisher<Void> createSavepoint(String name) {
        return driver.createSavepoint(name);
    }

    @Override
    public Publisher<Void> releaseSavepoint(String name) {
        return driver.releaseSavepoint(name);
    }

    @Override
    public Publisher<Void> rollbackTransactionToSavepoint(String name) {
        return driver.rollbackTransactionToSavepoint(name);
    }

    @Override
    public Batch createBatch() {
        return driver.createBatch();
    }

    @Override
    public Statement createStatement(String sql) {
        return driver.createStatement(sql);
    }

    @Override
    public boolean isAutoCommit() {
        return driver.isAutoCommit();
    }

    @Override
    public Publisher<Void> setAutoCommit(boolean autoCommit) {
        return driver.setAutoCommit(autoCommit);
    }

    @Override
    public ConnectionMetadata getMetadata() {
        return driver.getMetadata();
    }

    @Override
    public IsolationLevel getTransactionIsolationLevel() {
        return driver.getTransactionIsolationLevel();
    }

    @Override
    public Publisher<Void> setTransactionIsolationLevel(IsolationLevel level) {
        return driver.setTransactionIsolationLevel(level);
    }

    @Override
    public Publisher<Void> setLockWaitTimeout(Duration timeout) {
        return driver.setLockWaitTimeout(timeout);
    }

    @Override
    public Publisher<Void> setStatementTimeout(Duration timeout) {
        return driver.setStatementTimeout(timeout);
    }

    @Override
    public Publisher<Boolean> validate(ValidationDepth depth) {
        return overdue ? Mono.just(false) : driver.validate(depth);
    }
}
