package io.bellwire.quickstart;

import io.bellwire.localservices.LocalPostgres;
import io.bellwire.localservices.LocalRedis;
import io.bellwire.simulator.FleetOptions;
import io.bellwire.simulator.SimulatedDevice;
import io.bellwire.simulator.SimulatedFleet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores, services and devices. They end with this process, in the opposite order. */
final class LocalSystem {

    private static final Logger log = LoggerFactory.getLogger(LocalSystem.class);
    private static final Duration DEVICES_LIMIT = Duration.ofSeconds(10);
    private static final Duration DEVICES_POLL = Duration.ofMillis(10);

    private final Addresses addresses;
    private final DataFolder folder;
    private final Progress progress;
    private final Services services;
    /** Not the common pool, whose threads do not see the classes inside of a runnable jar. */
    private final ExecutorService threads = Executors.newCachedThreadPool(LocalSystem::daemon);

    private final Applications applications = new Applications(threads);
    private final AtomicBoolean stopping = new AtomicBoolean();

    LocalSystem(Addresses addresses, DataFolder folder, Progress progress) {
        this.addresses = addresses;
        this.folder = folder;
        this.progress = progress;
        this.services = new Services(addresses, folder.tokenSecret());
    }

    /**
     * Starts stores and services at the same time, and makes the demo account.
     *
     * @throws io.bellwire.localservices.PortTaken where something listens on a service's port
     * @throws StartFailure where anything else does not start
     */
    void start() {
        addresses.requireFree();
        CompletableFuture<?> postgres = aside("PostgreSQL", () -> {
            LocalPostgres.in(folder.postgres())
                    .port(addresses.postgresPort(), "--postgres-port")
                    .closingFirst(this::close)
                    .start()
                    .createDatabase(Services.DATABASE);
            return null;
        });
        CompletableFuture<?> redis = aside("Redis", () -> LocalRedis.in(folder.redis())
                .port(addresses.redisPort(), "--redis-port")
                .closingFirst(this::close)
                .start());
        CompletableFuture<?> stores = CompletableFuture.allOf(postgres, redis);
        CompletableFuture<?> gateway = aside("the gateway", () -> {
            applications.add(services.startGateway(stores::join));
            new GatewayClient(addresses.gateway()).register(DemoAccount.USER);
            return null;
        });
        CompletableFuture<?> worker = aside("the worker", () -> {
            applications.add(services.startWorker(stores::join));
            return null;
        });
        awaitAll(postgres, redis, gateway, worker);
    }

    /**
     * Connects devices of the demo account, named {@code cerbo-1} and on; waits up to 10 s until they are in.
     *
     * @return their session ids
     */
    List<String> connectDevices(int number) {
        if (number == 0) {
            return List.of();
        }
        SimulatedFleet fleet = SimulatedFleet.start(
                FleetOptions.of(addresses.worker(), DemoAccount.USER.email(), DemoAccount.USER.password())
                        .withDevices(number));
        applications.add(fleet);
        long deadline = System.nanoTime() + DEVICES_LIMIT.toNanos();
        while (fleet.connected() < number && System.nanoTime() < deadline && !stopping.get()) {
            // the starting thread has nothing else to do, and looks whether it is to stop
            LockSupport.parkNanos(DEVICES_POLL.toNanos());
        }
        progress.line(fleet.connected() + " of " + number + " devices are connected" + firstProblem(fleet));
        return fleet.devices().stream().map(SimulatedDevice::sessionId).toList();
    }

    private static String firstProblem(SimulatedFleet fleet) {
        return fleet.devices().stream()
                .flatMap(device -> device.problem().stream().map(why -> " (" + device.sessionId() + ": " + why + ")"))
                .findFirst()
                .orElse("");
    }

    private CompletableFuture<?> aside(String what, Callable<?> start) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        start.call();
                        progress.line(what + " is up");
                    } catch (Exception e) {
                        log.error("{} did not start", what, e);
                        throw StartFailure.of(what, e, folder.log());
                    }
                },
                threads);
    }

    /** Throws the first failure: others follow from it. */
    private void awaitAll(CompletableFuture<?>... starts) {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        for (CompletableFuture<?> start : starts) {
            start.whenComplete((done, failure) -> {
                if (failure != null && !stopping.get()) {
                    outcome.completeExceptionally(failure);
                }
            });
        }
        CompletableFuture.allOf(starts).thenRun(() -> outcome.complete(null));
        try {
            outcome.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StartFailure sentence ? sentence : e;
        }
    }

    /** Run at the end of the process by both stores, which then end too. */
    private void close() {
        if (stopping.compareAndSet(false, true)) {
            progress.line("Stopping");
        }
        applications.close();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "quickstart");
        thread.setDaemon(true);
        return thread;
    }
}
