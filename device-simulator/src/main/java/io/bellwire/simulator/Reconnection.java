package io.bellwire.simulator;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When a device comes back. Exponential backoff with full jitter: a wait evenly spread between nothing and a bound that
 * doubles from 1 s to 30 s, and starts anew after a connection that held for 10 s. After a restart that the worker announced it
 * is at most half a second, once.
 */
final class Reconnection {

    static final Duration FIRST_BOUND = Duration.ofSeconds(1);
    static final Duration LAST_BOUND = Duration.ofSeconds(30);
    static final Duration RESTART_BOUND = Duration.ofMillis(500);
    static final Duration STABLE = Duration.ofSeconds(10);

    private final DoubleSupplier random;
    private int failures;
    private boolean restarted;

    /**
     * @param random evenly spread over 0 (inclusive) to 1 (exclusive)
     */
    Reconnection(DoubleSupplier random) {
        this.random = random;
    }

    /**
     * How long to wait after a connection ended; empty where the device must not come back.
     *
     * @param signedInFor how long it was signed in, zero where it never was
     */
    Optional<Duration> after(Ending ending, Duration signedInFor) {
        if (signedInFor.compareTo(STABLE) >= 0) {
            failures = 0;
            restarted = false;
        }
        if (ending instanceof Ending.Lost) {
            return Optional.of(backOff());
        }
        if (ending instanceof Ending.Restarting) {
            Duration wait = restarted ? backOff() : jitter(RESTART_BOUND);
            restarted = true;
            return Optional.of(wait);
        }
        return Optional.empty();
    }

    private Duration backOff() {
        Duration bound = FIRST_BOUND.multipliedBy(1L << Math.min(failures++, 10));
        return jitter(bound.compareTo(LAST_BOUND) < 0 ? bound : LAST_BOUND);
    }

    private Duration jitter(Duration bound) {
        return Duration.ofNanos((long) (bound.toNanos() * random.getAsDouble()));
    }
}
