package io.bellwire.common.account;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.reactive.ToTheEnd;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Spreads the news that an account has another password over all instances of both services. */
@Component
public class PasswordChanges {

    private static final Logger log = LoggerFactory.getLogger(PasswordChanges.class);

    /** Where on the bus it is told. */
    private static final String TOPIC = "signed-out";

    /** Longer than a sign-in or the transaction of a change takes, which may be seen only after it. */
    private static final Duration OVERLAP = Duration.ofSeconds(20);

    private final AccountRepository accounts;
    private final Bus bus;

    PasswordChanges(AccountRepository accounts, Bus bus) {
        this.accounts = accounts;
        this.bus = bus;
    }

    /** Completes also while Redis is away: the sweeps of those who watch find the change then. */
    public Mono<Void> announce(PasswordChange change) {
        return bus.publish(TOPIC, change.encode()).onErrorResume(away -> {
            log.warn("A changed password was not announced, the sweeps will find it: {}", away.getMessage());
            return Mono.empty();
        });
    }

    /**
     * Tells {@code listener} of every change from now on, at times more than once: at once where the bus brings the news,
     * and by a look into the database where it does not.
     *
     * @param sweepInterval between two looks
     */
    public Disposable watch(Duration sweepInterval, Consumer<PasswordChange> listener) {
        Watch watch = new Watch(listener);
        return Disposables.composite(
                bus.subscribe(TOPIC, watch),
                Flux.interval(sweepInterval)
                        .onBackpressureDrop()
                        .concatMap(time -> ToTheEnd.of(watch.sweep()), 1)
                        .subscribe());
    }

    private final class Watch implements Bus.Listener {

        private final Consumer<PasswordChange> listener;
        private volatile long sweptAt = System.nanoTime();

        Watch(Consumer<PasswordChange> listener) {
            this.listener = listener;
        }

        @Override
        public void joined() {
            // What was missed until now, the next sweep finds.
        }

        @Override
        public void received(String topic, byte[] payload) {
            listener.accept(PasswordChange.decode(payload));
        }

        Mono<Void> sweep() {
            long startedAt = System.nanoTime();
            return accounts.passwordChanges(
                            Duration.ofNanos(startedAt - sweptAt).plus(OVERLAP))
                    .doOnNext(listener)
                    .then()
                    .doOnSuccess(done -> sweptAt = startedAt)
                    .onErrorComplete();
        }
    }
}
