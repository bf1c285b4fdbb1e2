package io.bellwire.checker.faults;

import io.bellwire.checker.cluster.Instance;
import io.bellwire.testsupport.WireProxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The catalogue: how each fault begins, how it is healed, and which parts it disturbs. {@code %d} is an instance. */
public enum FaultKind {
    REDIS_KILLED(
            Lane.STORES,
            5,
            s -> s.cluster().redis().kill(),
            s -> s.cluster().redis().restart(),
            "redis"),
    REDIS_FROZEN(
            Lane.STORES,
            8,
            s -> s.cluster().redis().freeze(),
            s -> s.cluster().redis().thaw(),
            "redis"),
    REDIS_CUT(Lane.STORES, 8, wires("redis@", WireProxy::cut), healed("redis@"), "redis"),
    REDIS_HALF_OPEN(Lane.STORES, 12, wires("redis@", WireProxy::hold), healed("redis@"), "redis"),
    REDIS_FLUSHED(Lane.STORES, 1, s -> s.bus().command("FLUSHALL"), s -> {}, "redis"),
    PUBSUB_KILLED(Lane.STORES, 1, s -> s.bus().command("KILL"), s -> {}, "redis"),
    BUS_DOUBLED(Lane.STORES, 8, s -> s.bus().echo(1), s -> s.bus().echo(0), "bus"),
    BUS_REORDERED(Lane.STORES, 8, s -> s.bus().echo(4), s -> s.bus().echo(0), "bus"),
    POSTGRES_KILLED(
            Lane.STORES,
            4,
            s -> s.cluster().postgres().kill(),
            s -> s.cluster().postgres().restart(),
            "postgres"),
    POSTGRES_FROZEN(
            Lane.STORES,
            8,
            s -> s.cluster().postgres().freeze(),
            s -> s.cluster().postgres().thaw(),
            "postgres"),
    POSTGRES_CUT(Lane.STORES, 6, wires("postgres@", WireProxy::cut), healed("postgres@"), "postgres"),
    POSTGRES_HALF_OPEN(Lane.STORES, 10, wires("postgres@", WireProxy::hold), healed("postgres@"), "postgres"),
    POSTGRES_SLOW(
            Lane.STORES,
            8,
            wires("postgres@", wire -> wire.delay(Duration.ofMillis(500))),
            healed("postgres@"),
            "postgres"),
    POSTGRES_CUT_FROM_ONE_GATEWAY(
            Lane.STORES, 6, wires("postgres@gateway-%d", WireProxy::cut), healed("postgres@gateway-%d"), "postgres"),

    GATEWAY_KILLED(Lane.PROCESSES, 2, endOfGateway(Instance::kill), gateway(Instance::startAgain), "gateway-%d"),
    GATEWAY_TERMINATED(
            Lane.PROCESSES, 1, endOfGateway(Instance::terminate), gateway(Instance::startAgain), "gateway-%d"),
    GATEWAY_FROZEN(Lane.PROCESSES, 10, gateway(Instance::freeze), gateway(Instance::thaw), "gateway-%d"),
    WORKER_KILLED(Lane.PROCESSES, 2, worker(Instance::kill), worker(Instance::startAgain), "worker-%d"),
    WORKER_TERMINATED(Lane.PROCESSES, 1, worker(Instance::terminate), worker(Instance::startAgain), "worker-%d"),
    WORKER_FROZEN(Lane.PROCESSES, 15, worker(Instance::freeze), worker(Instance::thaw), "worker-%d"),
    FORWARDED_ANSWERS_LOST(Lane.PROCESSES, 6, wires("hops-%d", WireProxy::dropAnswers), healed("hops-%d"), "worker-%d"),
    WORKER_UNREACHABLE(Lane.PROCESSES, 5, wires("forwards-%d", WireProxy::cut), healed("forwards-%d"), "worker-%d"),
    WORKER_ANSWERS_LOST(
            Lane.PROCESSES, 6, wires("forwards-%d", WireProxy::dropAnswers), healed("forwards-%d"), "worker-%d"),

    CLIENTS_CUT(Lane.WIRES, 4, wires("clients-%d", WireProxy::cut), healed("clients-%d"), "clients-%d"),
    CLIENTS_RESET_IN_MID_FRAME(
            Lane.WIRES, 3, wires("clients-%d", wire -> wire.resetAfter(700)), healed("clients-%d"), "clients-%d"),
    CLIENTS_SLICED(Lane.WIRES, 6, wires("clients-%d", FaultKind::byteByByte), healed("clients-%d"), "clients-%d"),
    CLIENTS_DELAYED(
            Lane.WIRES,
            6,
            wires("clients-%d", wire -> wire.delay(Duration.ofMillis(400))),
            healed("clients-%d"),
            "clients-%d"),
    CLIENTS_THROTTLED(
            Lane.WIRES, 10, wires("clients-%d", wire -> wire.throttle(1024)), healed("clients-%d"), "clients-%d"),
    CLIENTS_HALF_OPEN(Lane.WIRES, 20, wires("clients-%d", WireProxy::hold), healed("clients-%d"), "clients-%d"),
    CALLERS_CUT(Lane.WIRES, 3, wires("callers-%d", WireProxy::cut), healed("callers-%d"), "callers-%d"),
    ANSWERS_LOST(Lane.WIRES, 6, wires("callers-%d", WireProxy::dropAnswers), healed("callers-%d"), "callers-%d"),
    CALLERS_SLICED(Lane.WIRES, 5, wires("callers-%d", wire -> wire.slice(1)), healed("callers-%d"), "callers-%d"),
    DEVICES_CUT(Lane.WIRES, 3, wires("devices-%d", WireProxy::cut), healed("devices-%d"), "devices-%d"),
    DEVICES_SLICED(Lane.WIRES, 6, wires("devices-%d", wire -> wire.slice(1)), healed("devices-%d"), "devices-%d"),
    DEVICES_HALF_OPEN(Lane.WIRES, 20, wires("devices-%d", WireProxy::hold), healed("devices-%d"), "devices-%d");

    /** Faults of one lane come one after the other; lanes know nothing of each other. */
    public enum Lane {
        STORES,
        PROCESSES,
        WIRES
    }

    private interface Deed {
        void on(Scene scene, int instance);
    }

    private final Lane lane;
    private final int longestSeconds;
    private final Deed begin;
    private final Deed heal;
    private final String part;

    FaultKind(Lane lane, int longestSeconds, Consumer<Scene> begin, Consumer<Scene> heal, String part) {
        this(lane, longestSeconds, (scene, n) -> begin.accept(scene), (scene, n) -> heal.accept(scene), part);
    }

    FaultKind(Lane lane, int longestSeconds, Deed begin, Deed heal, String part) {
        this.lane = lane;
        this.longestSeconds = longestSeconds;
        this.begin = begin;
        this.heal = heal;
        this.part = part;
    }

    private static Deed wires(String prefix, Consumer<WireProxy> deed) {
        return (scene, n) -> scene.cluster().wires(prefix.formatted(n)).forEach(deed);
    }

    /** Slowly, since each byte is a call to the kernel for the proxy too. */
    private static void byteByByte(WireProxy wire) {
        wire.slice(1);
        wire.throttle(4096);
    }

    private static Deed healed(String prefix) {
        return wires(prefix, WireProxy::heal);
    }

    private static Deed gateway(Consumer<Instance> deed) {
        return (scene, n) -> deed.accept(scene.cluster().gateway(n));
    }

    private static Deed endOfGateway(Consumer<Instance> deed) {
        return (scene, n) -> {
            gateway(deed).on(scene, n);
            scene.journal().disturbances().died("gateway-" + n);
        };
    }

    private static Deed worker(Consumer<Instance> deed) {
        return (scene, n) -> deed.accept(scene.cluster().worker(n));
    }

    static List<FaultKind> of(Lane lane) {
        return Arrays.stream(values()).filter(kind -> kind.lane == lane).toList();
    }

    int longestSeconds() {
        return longestSeconds;
    }

    void begin(Scene scene, int instance) {
        scene.journal().disturbances().begin(part.formatted(instance));
        begin.on(scene, instance);
    }

    void heal(Scene scene, int instance) {
        heal.on(scene, instance);
        scene.journal().disturbances().end(part.formatted(instance));
    }

    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
