package io.bellwire.gateway.items;

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

/**
 * Forgets deleted items after 30 days, and says so in the floor of their users' history. Each statement takes a few, so
 * that it ends in time however many there are; several instances may do so at once.
 */
@Component
class TombstonePurge implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(TombstonePurge.class);
    private static final int AT_ONCE = 1_000;
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final Duration FIRST = Duration.ofMinutes(1);

    private final ItemRepository items;
    private final Disposable.Swap purging = Disposables.swap();
    private volatile boolean running;

    TombstonePurge(ItemRepository items) {
        this.items = items;
    }

    /** Purges until nothing old is left but what somebody is busy with. */
    Mono<Void> purge() {
        return ToTheEnd.of(items.purgeTombstones(AT_ONCE))
                .repeat()
                .takeWhile(users -> users > 0)
                .reduce(0L, Long::sum)
                .doOnNext(users -> log.debug("Purged old tombstones of {} users", users))
                .then();
    }

    @Override
    public void start() {
        running = true;
        purging.update(Flux.interval(FIRST, INTERVAL)
                .onBackpressureDrop()
                .concatMap(
                        n -> purge().onErrorResume(away -> {
                            log.debug("Tombstones were not purged: {}", away.toString());
                            return Mono.empty();
                        }),
                        1)
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
