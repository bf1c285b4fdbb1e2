package io.bellwire.quickstart;

import io.bellwire.simulator.SimulatedFleet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** What uses the stores, and has to be gone before they are. */
final class Applications {

    private static final Logger log = LoggerFactory.getLogger(Applications.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(6);

    private final ExecutorService threads;
    private final List<ConfigurableApplicationContext> services = new CopyOnWriteArrayList<>();
    private volatile @Nullable SimulatedFleet fleet;
    private boolean closed;

    Applications(ExecutorService threads) {
        this.threads = threads;
    }

    void add(ConfigurableApplicationContext service) {
        services.add(service);
    }

    void add(SimulatedFleet devices) {
        fleet = devices;
    }

    /** Devices say goodbye, then both services close, within 6 s; a second call waits for the first and does nothing. */
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        CompletableFuture<?> goodbye = CompletableFuture.runAsync(this::closeFleet, threads);
        CompletableFuture<?> closed = CompletableFuture.allOf(services.stream()
                .map(service -> goodbye.thenRunAsync(service::close, threads))
                .toArray(CompletableFuture[]::new));
        try {
            closed.get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            log.warn("The services did not close as they should", e);
        }
    }

    private void closeFleet() {
        SimulatedFleet devices = fleet;
        if (devices != null) {
            devices.close();
        }
    }
}
