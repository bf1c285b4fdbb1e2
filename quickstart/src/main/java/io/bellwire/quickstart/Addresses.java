package io.bellwire.quickstart;

import io.bellwire.localservices.Ports;
import java.net.URI;
import java.util.List;

/** Which ports everything listens on, all of them on loopback. */
record Addresses(int gatewayPort, int workerPort, int postgresPort, int redisPort) {

    static final int DEFAULT_GATEWAY_PORT = 8000;
    static final String LOOPBACK = "127.0.0.1";

    private static final int LAST_PORT = 65_535;

    /**
     * @throws StartFailure where a port is none, or two are the same
     */
    Addresses {
        List<Integer> ports = List.of(gatewayPort, workerPort, postgresPort, redisPort);
        if (ports.stream().anyMatch(port -> port < 1 || port > LAST_PORT)) {
            throw new StartFailure("A port is a number from 1 to " + LAST_PORT + ", or 0 for any free one");
        }
        if (ports.stream().distinct().count() < ports.size()) {
            throw new StartFailure(
                    "Gateway, worker, PostgreSQL and Redis need a port each; two of them were given the same");
        }
    }

    /** With a free port in place of each 0. */
    static Addresses of(int gatewayPort, int workerPort, int postgresPort, int redisPort) {
        return new Addresses(orFree(gatewayPort), orFree(workerPort), orFree(postgresPort), orFree(redisPort));
    }

    private static int orFree(int port) {
        return port == 0 ? Ports.free() : port;
    }

    /**
     * Looks at both services' ports before anything is started; the local services look at their own.
     *
     * @throws io.bellwire.localservices.PortTaken where something listens on one of them
     */
    void requireFree() {
        Ports.requireFree("the gateway", gatewayPort, "--gateway-port");
        Ports.requireFree("the worker", workerPort, "--worker-port");
    }

    URI gateway() {
        return URI.create("http://localhost:" + gatewayPort);
    }

    URI worker() {
        return URI.create("http://localhost:" + workerPort);
    }

    String postgres() {
        return "postgresql://" + Services.DATABASE_USER + "@localhost:" + postgresPort + "/" + Services.DATABASE;
    }

    String redis() {
        return "redis://localhost:" + redisPort;
    }
}
