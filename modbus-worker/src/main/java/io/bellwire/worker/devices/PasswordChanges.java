package io.bellwire.worker.devices;

import io.bellwire.common.account.AccountRepository;
import io.bellwire.common.account.PasswordChange;
import io.bellwire.common.bus.Bus;
import io.bellwire.common.socket.CloseReason;
import io.bellwire.common.socket.Frame;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Ends the sockets of devices whose account has another password by now: told by the bus, or found by a sweep. */
@Component
class PasswordChanges implements SmartLifecycle, Bus.Listener {

    private static final String DETAIL = "Invalid credentials";

    /** Longer than a sign-in or the transaction of a change takes, which may be seen only after it. */
    private static final Duration OVERLAP = Duration.ofSeconds(20);

    private final DeviceHub hub;
    private final AccountRepository accounts;
    private final Bus bus;
    private final Duration interval;
    private final Frame message;
    private volatile long sweptAt = System.nanoTime();
    private volatile Disposable running = Disposables.disposed();

    PasswordChanges(DeviceHub hub, AccountRepository accounts, Bus bus, DeviceSettings settings, JsonMapper json) {
        this.hub = hub;
        this.accounts = accounts;
        this.bus = bus;
        this.interval = settings.passwordSweep();
        this.message = Frame.control(json.writeValueAsBytes(new DeviceAnswer.Failed(DETAIL)));
    }

    private void end(PasswordChange change) {
        hub.all().stream()
                .filter(session -> session.signedInBefore(change))
                .forEach(session -> session.close(message, CloseReason.refused(DETAIL)));
    }

    private Mono<Void> sweep() {
        long startedAt = System.nanoTime();
        return accounts.passwordChanges(Duration.ofNanos(startedAt - sweptAt).plus(OVERLAP))
                .doOnNext(this::end)
                .then()
                .doOnSuccess(done -> sweptAt = startedAt)
                .onErrorComplete();
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
        running = Disposables.composite(
                bus.subscribe(PasswordChange.TOPIC, this),
                Flux.interval(interval)
                        .onBackpressureDrop()
                        .concatMap(time -> sweep(), 1)
                        .subscribe());
    }

    @Override
    public void stop() {
        running.dispose();
    }

    @Override
    public boolean isRunning() {
        return !running.isDisposed();
    }
}
