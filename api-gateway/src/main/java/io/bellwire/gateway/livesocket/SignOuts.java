package io.bellwire.gateway.livesocket;

import io.bellwire.common.account.AccountRepository;
import io.bellwire.common.account.PasswordChange;
import io.bellwire.common.bus.Bus;
import io.bellwire.common.token.UserId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends the live sockets of an account whose password has changed: at once where the bus brings the news, and by a
 * look into the database where it does not.
 */
@Component
public class SignOuts implements SmartLifecycle, Bus.Listener {

    private static final Logger log = LoggerFactory.getLogger(SignOuts.class);

    /** Longer than the transaction that changes a password, which is seen only after its commit. */
    private static final Duration OVERLAP = Duration.ofSeconds(10);

    private final AccountRepository accounts;
    private final Bus bus;
    private final Duration interval;
    private final Map<UserId, Set<LiveSocket>> open = new ConcurrentHashMap<>();
    private final Disposable.Swap listening = Disposables.swap();
    private final Disposable.Swap sweeping = Disposables.swap();
    private volatile long sweptAt = System.nanoTime();
    private volatile boolean running;

    SignOuts(AccountRepository accounts, Bus bus, LiveSettings settings) {
        this.accounts = accounts;
        this.bus = bus;
        this.interval = settings.passwordSweep();
    }

    /** Ends the sockets here at once, and those of all instances as soon as they hear of it. */
    public Mono<Void> announce(PasswordChange change) {
        return Mono.fromRunnable(() -> end(change))
                .then(bus.publish(PasswordChange.TOPIC, change.encode()))
                .onErrorResume(away -> {
                    log.warn("A changed password was not announced, the sweeps will find it: {}", away.getMessage());
                    return Mono.empty();
                });
    }

    /** Runs {@code service} with the socket under watch. */
    Mono<Void> watching(LiveSocket socket, Mono<Void> service) {
        UserId user = socket.userId();
        return Mono.defer(() -> {
                    open.compute(user, (key, sockets) -> {
                        Set<LiveSocket> all = sockets == null ? ConcurrentHashMap.newKeySet() : sockets;
                        all.add(socket);
                        return all;
                    });
                    return service;
                })
                .doFinally(end -> open.computeIfPresent(user, (key, sockets) -> {
                    sockets.remove(socket);
                    return sockets.isEmpty() ? null : sockets;
                }));
    }

    private void end(PasswordChange change) {
        open.getOrDefault(change.userId(), Set.of()).forEach(socket -> socket.passwordChanged(change.at()));
    }

    private Mono<Void> sweep() {
        long startedAt = System.nanoTime();
        return accounts.passwordChanges(Duration.ofNanos(startedAt - sweptAt).plus(OVERLAP))
                .doOnNext(this::end)
                .then()
                .doOnSuccess(done -> sweptAt = startedAt)
                .onErrorResume(away -> Mono.empty());
    }

    @Override
    public void joined() {
        // What was missed until now, the next sweep finds.
    }

    @Override
    public void received(String topic, byte[] payload) {
        end(PasswordChange.decode(payload));
    }

    @Override
    public void start() {
        running = true;
        listening.update(bus.subscribe(PasswordChange.TOPIC, this));
        sweeping.update(Flux.interval(interval)
                .onBackpressureDrop()
                .concatMap(n -> sweep(), 1)
                .subscribe());
    }

    @Override
    public void stop() {
        running = false;
        listening.update(Disposables.disposed());
        sweeping.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
