package io.bellwire.worker.devices;

import io.bellwire.common.account.PasswordChange;
import io.bellwire.common.account.PasswordChanges;
import io.bellwire.common.socket.CloseReason;
import io.bellwire.common.socket.Frame;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import tools.jackson.databind.json.JsonMapper;

/** Ends the sockets of devices whose account has another password by now. */
@Component
class DeviceSignOuts implements SmartLifecycle {

    private static final String DETAIL = "Invalid credentials";

    private final DeviceHub hub;
    private final PasswordChanges changes;
    private final Duration sweepInterval;
    private final Frame message;
    private volatile Disposable watching = Disposables.disposed();

    DeviceSignOuts(DeviceHub hub, PasswordChanges changes, DeviceSettings settings, JsonMapper json) {
        this.hub = hub;
        this.changes = changes;
        this.sweepInterval = settings.passwordSweep();
        this.message = Frame.control(json.writeValueAsBytes(new DeviceAnswer.Failed(DETAIL)));
    }

    private void end(PasswordChange change) {
        hub.all().stream()
                .filter(session -> session.signedInBefore(change))
                .forEach(session -> session.close(message, CloseReason.refused(DETAIL)));
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
