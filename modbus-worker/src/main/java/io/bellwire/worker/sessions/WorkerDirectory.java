package io.bellwire.worker.sessions;

import reactor.core.publisher.Mono;

/** Which instances are alive. Every call errs while Redis is away. */
public interface WorkerDirectory {

    /** Says, for another lifetime, that this instance is alive. */
    Mono<Void> announce();

    /** Whether Redis still knows what {@link #announce()} said. */
    Mono<Boolean> isAnnounced();

    /**
     * Errs with {@link io.bellwire.common.error.Unavailable} where Redis has lost what it knew, a moment ago: what is not
     * found there may be connected all the same, until every instance has entered its devices again.
     */
    Mono<Void> requireWhole();

    /** Says that this instance is leaving. */
    Mono<Void> withdraw();

    /** Errs as {@link #requireWhole()} does. */
    Mono<Roll> roll();
}
