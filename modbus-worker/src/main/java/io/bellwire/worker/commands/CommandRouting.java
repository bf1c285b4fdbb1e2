package io.bellwire.worker.commands;

import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.Unavailable;
import io.bellwire.worker.devices.DeviceHub;
import io.bellwire.worker.devices.DeviceSession;
import io.bellwire.worker.devices.Ownership;
import io.bellwire.worker.sessions.OwnerForwarding;
import io.bellwire.worker.sessions.SessionDirectory;
import io.bellwire.worker.sessions.SessionOwner;
import io.bellwire.worker.sessions.ThisWorker;
import io.bellwire.worker.sessions.Worker;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Brings a command to its device: on this instance, or by one hop to the instance that the directory names. */
@Component
class CommandRouting {

    private final Ownership ownership;
    private final DeviceHub hub;
    private final SessionDirectory directory;
    private final ThisWorker thisWorker;
    private final OwnerForwarding forwarding;

    CommandRouting(
            Ownership ownership,
            DeviceHub hub,
            SessionDirectory directory,
            ThisWorker thisWorker,
            OwnerForwarding forwarding) {
        this.ownership = ownership;
        this.hub = hub;
        this.directory = directory;
        this.thisWorker = thisWorker;
        this.forwarding = forwarding;
    }

    /** Errs with {@link NotConnected} where nobody has the device, or the caller may not know of it. */
    <T> Mono<T> route(DeviceCommand<T> command) {
        return route(command, null);
    }

    /** @param missed a connection that its instance turned out not to have any more */
    private <T> Mono<T> route(DeviceCommand<T> command, @Nullable String missed) {
        return ownership
                .find(command.device())
                .flatMap(session -> here(command, session))
                .switchIfEmpty(Mono.defer(() -> elsewhere(command, missed)));
    }

    private static <T> Mono<T> here(DeviceCommand<T> command, DeviceSession session) {
        String expected = command.expected();
        boolean another = expected != null && !expected.equals(session.entry().connectionId());
        return another || !command.isAllowedFor(session.entry().owner())
                ? notConnected(command)
                : command.here().apply(session);
    }

    private <T> Mono<T> elsewhere(DeviceCommand<T> command, @Nullable String missed) {
        String expected = command.expected();
        if (expected != null) {
            return removeStale(command, expected).then(notConnected(command));
        }
        return directory
                .find(command.device())
                .filter(owner -> command.isAllowedFor(owner.owner())
                        && !owner.connectionId().equals(missed))
                .switchIfEmpty(notConnected(command))
                .flatMap(owner -> owner.workerId().equals(thisWorker.id())
                        ? removeStale(command, owner.connectionId()).then(notConnected(command))
                        : hop(command, owner, missed));
    }

    private <T> Mono<T> hop(DeviceCommand<T> command, SessionOwner owner, @Nullable String missed) {
        Worker worker = owner.worker();
        if (worker == null) {
            return Mono.error(Unavailable.because("The instance that has the device cannot be reached"));
        }
        return forwarding
                .forward(worker, command.call(), owner.connectionId(), command.caller(), command.answer())
                .onErrorResume(
                        error -> missed == null && isNotFound(error), error -> route(command, owner.connectionId()));
    }

    /** What the directory says of this instance is wrong, unless the device is just arriving. */
    private Mono<Boolean> removeStale(DeviceCommand<?> command, String connectionId) {
        return hub.knows(command.device(), connectionId)
                ? Mono.empty()
                : directory.release(command.device(), connectionId);
    }

    private static boolean isNotFound(Throwable error) {
        return error instanceof ApiException answer && answer.status() == HttpStatus.NOT_FOUND;
    }

    private static <T> Mono<T> notConnected(DeviceCommand<?> command) {
        return Mono.error(() -> new NotConnected(command.device()));
    }
}
