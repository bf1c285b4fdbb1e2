package io.bellwire.testsupport;

import io.bellwire.localservices.LocalPostgres;
import io.bellwire.localservices.TemporaryFolder;

/**
 * A real PostgreSQL that a test may freeze and kill: processes out of a Maven artifact, on a port that it keeps. What
 * was committed survives {@link #kill()}.
 */
public final class OwnPostgres implements AutoCloseable {

    private static final String DATABASE = "bellwire";

    private final TemporaryFolder folder = TemporaryFolder.create("bellwire-own-postgresql");
    private LocalPostgres server;
    private ProcessHandle process;

    private OwnPostgres() {
        started(setup().start());
        server.createDatabase(DATABASE);
    }

    public static OwnPostgres start() {
        return new OwnPostgres();
    }

    private LocalPostgres.Setup setup() {
        return LocalPostgres.in(folder.path().resolve("postgresql")).forTests();
    }

    private void started(LocalPostgres started) {
        server = started;
        process = started.process();
    }

    public int port() {
        return server.port();
    }

    public RealServices.Postgres database() {
        return databaseAt(port());
    }

    /** The same database as seen through a proxy. */
    public RealServices.Postgres databaseAt(int proxyPort) {
        return new RealServices.Postgres(LocalPostgres.HOST, proxyPort, DATABASE, LocalPostgres.USER, "none");
    }

    /** {@code kill -9} to the server and all processes that serve its clients. */
    public void kill() {
        Signals.kill(process);
    }

    /** Starts it again after {@link #kill()}, or in place of the running one. */
    public void restart() {
        int port = server.port();
        server.close();
        started(setup().port(port, "none").start());
    }

    /** It keeps its connections, new ones are only taken by the kernel, and answers nobody. */
    public void freeze() {
        Signals.freeze(process);
    }

    public void thaw() {
        Signals.thaw(process);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            Signals.kill(process);
        }
        server.close();
        folder.close();
    }
}
