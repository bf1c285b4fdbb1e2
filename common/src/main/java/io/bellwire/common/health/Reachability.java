package io.bellwire.common.health;

import io.bellwire.common.reactive.ToTheEnd;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

/**
 * Whether a part behind this service answers, within a time that a probe still waits for. It tells the log once when
 * the answer changes, and not at each of the many probes of an outage.
 */
public final class Reachability implements ReactiveHealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(Reachability.class);

    private final String part;
    private final Mono<Void> probe;
    private final Duration timeout;
    private volatile boolean reachable = true;

    private Reachability(String part, Mono<Void> probe, Duration timeout) {
        this.part = part;
        this.probe = probe;
        this.timeout = timeout;
    }

    /**
     * @param part the name for the log
     * @param probe completes when the part answered
     */
    public static Reachability of(String part, Mono<Void> probe, Duration timeout) {
        return new Reachability(part, probe, timeout);
    }

    @Override
    public Mono<Health> health() {
        // to its end: the driver would leak the rows of a query that is given up half way
        return ToTheEnd.of(probe)
                .timeout(timeout)
                .then(Mono.fromSupplier(this::answered))
                .onErrorResume(error -> Mono.fromSupplier(() -> silent(error)));
    }

    private Health answered() {
        if (!reachable) {
            reachable = true;
            log.info("{} answers again", part);
        }
        return Health.up().build();
    }

    private Health silent(Throwable error) {
        if (reachable) {
            reachable = false;
            log.warn("{} does not answer: {}", part, String.valueOf(error.getMessage()));
        }
        return Health.down().build();
    }
}
