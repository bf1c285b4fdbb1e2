package io.bellwire.common.reactive;

import reactor.core.publisher.Mono;

/** Work that is brought to its end, whoever still listens. */
public final class ToTheEnd {

    private static final boolean SUPPRESS_CANCEL = true;

    private ToTheEnd() {}

    /**
     * Begins {@code work} when somebody listens, and does not cancel it when they no longer do; what comes of it then,
     * a value or an error, is told to nobody. It must be bounded in time by itself.
     */
    public static <T> Mono<T> of(Mono<T> work) {
        // as signals: a future's failure that nobody waits for would be logged as a dropped error
        return Mono.deferContextual(context -> Mono.fromFuture(
                        () -> work.materialize().contextWrite(context).toFuture(), SUPPRESS_CANCEL))
                .dematerialize();
    }
}
