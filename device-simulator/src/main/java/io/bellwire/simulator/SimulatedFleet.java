package io.bellwire.simulator;

import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Devices of one account, played over real sockets on a handful of threads. The first one goes ahead; the others follow when it
 * is in, so that neither a worker that is not there yet nor a mistyped password meets all of them.
 */
public final class SimulatedFleet implements AutoCloseable {

    private static final Duration STOP_DEADLINE = Duration.ofSeconds(5);
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private final LoopResources loops =
            LoopResources.create("device-simulator", Runtime.getRuntime().availableProcessors(), true);
    private final Traffic traffic = new Traffic();
    private final List<SimulatedDevice> devices;
    private final Sinks.Empty<Void> ended = Sinks.empty();

    private SimulatedFleet(FleetOptions options) {
        HttpClient client = HttpClient.create(ConnectionProvider.newConnection())
                .runOn(loops)
                .disableRetry(true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .option(ChannelOption.SO_KEEPALIVE, true);
        CredentialsGuard credentials = new CredentialsGuard();
        this.devices = options.sessionIds().stream()
                .map(id -> new SimulatedDevice(
                        id,
                        credentials.guard(new WorkerLink(client, options, id, traffic)),
                        Mono.fromCallable(() -> new Cerbo(id, options.registers(), options.clock())),
                        new Reconnection(() -> ThreadLocalRandom.current().nextDouble())))
                .toList();
    }

    /** Returns at once; the devices connect by themselves and come back whenever they are cut off. */
    public static SimulatedFleet start(FleetOptions options) {
        SimulatedFleet fleet = new SimulatedFleet(options);
        fleet.live(options.connectsPerSecond());
        return fleet;
    }

    private void live(int connectsPerSecond) {
        SimulatedDevice first = devices.get(0);
        Flux<Void> others = Flux.range(1, devices.size() - 1)
                .flatMap(number -> devices.get(number).live(startsIn(number, connectsPerSecond)), devices.size());
        Mono.when(first.live(Duration.ZERO), first.settled().thenMany(others))
                .subscribe(nothing -> {}, failure -> ended.tryEmitError(failure), ended::tryEmitEmpty);
    }

    private static Duration startsIn(int number, int connectsPerSecond) {
        return Duration.ofNanos(1_000_000_000L * (number - 1) / connectsPerSecond);
    }

    /** In the order of their numbers. */
    public List<SimulatedDevice> devices() {
        return devices;
    }

    /** How many are signed in now. */
    public int connected() {
        return (int) devices.stream()
                .filter(device -> device.state() == SimulatedDevice.State.CONNECTED)
                .count();
    }

    /** Reports sent so far, by all devices. */
    public long reportsSent() {
        return traffic.reports();
    }

    /** Commands answered so far, by all devices. */
    public long commandsAnswered() {
        return traffic.answers();
    }

    /** Completes when no device will come back: refused, replaced or stopped, all of them. */
    public Mono<Void> ended() {
        return ended.asMono();
    }

    /** Every device says goodbye; completes when they are gone and the threads too, within some 5 s. */
    public Mono<Void> stop() {
        return Mono.fromRunnable(() -> devices.forEach(SimulatedDevice::stop))
                .then(ended())
                .timeout(STOP_DEADLINE, Mono.empty())
                .then(loops.disposeLater(Duration.ZERO, STOP_DEADLINE));
    }

    /** {@link #stop()}, waited for: not for event loops. */
    @Override
    public void close() {
        stop().block(STOP_DEADLINE.multipliedBy(3));
    }
}
