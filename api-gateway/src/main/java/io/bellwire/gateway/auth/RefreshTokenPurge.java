package io.bellwire.gateway.auth;

import io.bellwire.common.reactive.ToTheEnd;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Deletes expired refresh tokens in the background; several instances may do so at once. */
@Component
class RefreshTokenPurge implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RefreshTokenPurge.class);

    private static final int AT_ONCE = 5_000;

    private final RefreshTokenRepository tokens;
    private final Duration interval;
    private final Disposable.Swap purging = Disposables.swap();
    private volatile boolean running;

    RefreshTokenPurge(RefreshTokenRepository tokens, RefreshTokenSettings settings) {
        this.tokens = tokens;
        this.interval = settings.purgeInterval();
    }

    private Mono<Void> purge() {
        return some().expand(mayBeMore -> mayBeMore ? some() : Mono.empty())
                .then()
                .onErrorResume(away -> {
                    log.debug("Expired refresh tokens stay for now: {}", away.getMessage());
                    return Mono.empty();
                });
    }

    private Mono<Boolean> some() {
        return ToTheEnd.of(tokens.deleteSomeExpired(AT_ONCE));
    }

    @Override
    public void start() {
        running = true;
        purging.update(Flux.interval(Duration.ZERO, interval)
                .onBackpressureDrop()
                .concatMap(n -> purge(), 1)
                .subscribe());
    }

    @Override
    public void stop() {
        running = false;
        purging.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
