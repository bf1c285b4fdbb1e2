package io.bellwire.testsupport;

import io.bellwire.localservices.LocalRedis;
import io.bellwire.localservices.TemporaryFolder;

/** A real Redis that a test may freeze and kill: a process out of a Maven artifact, on a port that it keeps. */
public final class OwnRedis implements AutoCloseable {

    private final TemporaryFolder folder = TemporaryFolder.create("bellwire-own-redis");
    private final boolean durable;
    private LocalRedis server;

    private OwnRedis(boolean durable) {
        this.durable = durable;
        this.server = setup().start();
    }

    /** One that forgets everything when it ends. */
    public static OwnRedis start() {
        return new OwnRedis(false);
    }

    /** One that remembers, all but the last second when it is killed. */
    public static OwnRedis durable() {
        return new OwnRedis(true);
    }

    private LocalRedis.Setup setup() {
        LocalRedis.Setup setup = LocalRedis.in(folder.path().resolve("redis"));
        return durable ? setup : setup.forTests();
    }

    public int port() {
        return server.port();
    }

    /** {@code kill -9}. */
    public void kill() {
        Signals.kill(server.process());
    }

    /** Starts it again after {@link #kill()}, or in place of the running one. */
    public void restart() {
        int port = server.port();
        server.close();
        server = setup().port(port, "none").start();
    }

    /** It keeps its connections and takes new ones, and answers nobody. */
    public void freeze() {
        Signals.freeze(server.process());
    }

    public void thaw() {
        Signals.thaw(server.process());
    }

    @Override
    public void close() {
        if (server.process().isAlive()) {
            Signals.kill(server.process());
        }
        server.close();
        folder.close();
    }
}
