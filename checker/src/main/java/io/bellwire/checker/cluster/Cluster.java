package io.bellwire.checker.cluster;

import io.bellwire.gateway.GatewayApplication;
import io.bellwire.localservices.Ports;
import io.bellwire.testsupport.OwnPostgres;
import io.bellwire.testsupport.OwnRedis;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.WireProxy;
import io.bellwire.worker.WorkerApplication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * PostgreSQL, Redis, two gateways and two workers. Each of the four has wires of its own to the stores; people, callers
 * and devices reach each instance over wires of their own, gateway n its worker n, and workers each other.
 */
public final class Cluster implements AutoCloseable {

    public static final int EACH = 2;
    public static final String OPERATOR = "operator@example.com";
    public static final String PASSWORD = "correct horse";
    public static final String ORIGIN = "http://console.example.com";

    private final OwnPostgres postgres = OwnPostgres.start();
    private final OwnRedis redis = OwnRedis.start();
    private final Map<String, WireProxy> wires = new TreeMap<>();
    private final List<Instance> gateways = new ArrayList<>();
    private final List<Instance> workers = new ArrayList<>();

    /** Starts everything and waits until it is ready. */
    public static Cluster start() {
        Cluster cluster = new Cluster();
        try {
            cluster.startInstances();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private void startInstances() {
        for (int n = 0; n < EACH; n++) {
            int port = Ports.free();
            addWires(n, port, "devices-", "forwards-", "hops-");
            List<String> arguments = common("worker-" + n, port);
            arguments.add("--bellwire.worker.address=http://127.0.0.1:"
                    + wire("hops-" + n).port());
            workers.add(new Instance("worker-" + n, WorkerApplication.class, port, arguments));
        }
        for (int n = 0; n < EACH; n++) {
            int port = Ports.free();
            addWires(n, port, "clients-", "callers-");
            List<String> arguments = common("gateway-" + n, port);
            arguments.add("--bellwire.worker.url=http://127.0.0.1:"
                    + wire("forwards-" + n).port());
            arguments.add("--bellwire.operator.email=" + OPERATOR);
            arguments.add("--bellwire.operator.password=" + PASSWORD);
            gateways.add(new Instance("gateway-" + n, GatewayApplication.class, port, arguments));
        }
        instances().forEach(Instance::awaitReady);
    }

    private void addWires(int n, int port, String... names) {
        for (String name : names) {
            wires.put(name + n, WireProxy.narrow("127.0.0.1", port));
        }
    }

    private List<String> common(String name, int port) {
        WireProxy toPostgres = WireProxy.to("127.0.0.1", postgres.port());
        WireProxy toRedis = WireProxy.to("127.0.0.1", redis.port());
        wires.put("postgres@" + name, toPostgres);
        wires.put("redis@" + name, toRedis);
        RealServices.Postgres database = postgres.databaseAt(toPostgres.port());
        return new ArrayList<>(List.of(
                "--server.port=" + port,
                "--server.address=127.0.0.1",
                "--spring.r2dbc.url=" + database.r2dbcUrl()
                        + "?sslMode=disable&connectTimeout=PT3S&tcpKeepAlive=true&options=statement_timeout%3D5s",
                "--spring.r2dbc.username=" + database.user(),
                "--spring.r2dbc.password=" + database.password(),
                "--spring.flyway.url=" + database.jdbcUrl(),
                "--spring.flyway.user=" + database.user(),
                "--spring.flyway.password=" + database.password(),
                "--spring.data.redis.host=127.0.0.1",
                "--spring.data.redis.port=" + toRedis.port(),
                "--bellwire.token.secret=a-secret-for-the-checker-of-32-bytes-or-more",
                "--bellwire.token.lifetime=30d",
                "--bellwire.socket.heartbeat-interval=10s",
                "--bellwire.socket.stall-timeout=15s",
                "--bellwire.allowed-origins=" + ORIGIN,
                "--bellwire.trusted-proxies=127.0.0.1"));
    }

    public OwnPostgres postgres() {
        return postgres;
    }

    public OwnRedis redis() {
        return redis;
    }

    public Instance gateway(int n) {
        return gateways.get(n);
    }

    public Instance worker(int n) {
        return workers.get(n);
    }

    public List<Instance> instances() {
        List<Instance> all = new ArrayList<>(workers);
        all.addAll(gateways);
        return all;
    }

    public WireProxy wire(String name) {
        WireProxy wire = wires.get(name);
        if (wire == null) {
            throw new IllegalArgumentException("No wire " + name);
        }
        return wire;
    }

    /** The wires whose names begin so. */
    public List<WireProxy> wires(String prefix) {
        return wires.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Where something reaches instance {@code n}: {@code clients}, {@code callers}, {@code devices}. */
    public String address(String who, int n) {
        return "127.0.0.1:" + wire(who + "-" + n).port();
    }

    @Override
    public void close() {
        instances().forEach(Instance::close);
        wires.values().forEach(WireProxy::close);
        redis.close();
        postgres.close();
    }
}
