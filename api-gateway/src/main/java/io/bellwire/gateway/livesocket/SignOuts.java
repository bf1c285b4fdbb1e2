package io.bellwire.gateway.livesocket;

import io.bellwire.common.account.PasswordChange;
import io.bellwire.common.account.PasswordChanges;
import io.bellwire.common.token.UserId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** Ends the live sockets of an account whose password has changed. */
@Component
public class SignOuts implements SmartLifecycle {

    private final PasswordChanges changes;
    private final Duration sweepInterval;
    private final Map<UserId, Set<LiveSocket>> open = new ConcurrentHashMap<>();
    private volatile Disposable watching = Disposables.disposed();

    SignOuts(PasswordChanges changes, LiveSettings settings) {
        this.changes = changes;
        this.sweepInterval = settings.passwordSweep();
    }

    /** Ends the sockets here at once, and those of all instances as soon as they hear of it. */
    public Mono<Void> announce(PasswordChange change) {
        return Mono.fromRunnable(() -> end(change)).then(changes.announce(change));
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

    @Override
    public void start() {
        watching = changes.watch(sweepInterval, this::end);
    }

    @Override
    public void stop() {
        watching.dispose();
    }

    @Override
    public boolean isRunning() {
        return !watching.isDisposed();
    }
}
