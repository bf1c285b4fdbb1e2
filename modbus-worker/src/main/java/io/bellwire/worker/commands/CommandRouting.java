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
import io.bellwire.worker.sessions.WorkerDirectory;
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
    private final WorkerDirectory workers;
    private final ThisWorker thisWorker;
    private final OwnerForwarding forwarding;

    CommandRouting(
            Ownership ownership,
            DeviceHub hub,
            SessionDirectory directory,
            WorkerDirectory workers,
            ThisWorker thisWorker,
            OwnerForwarding forwarding) {
        this.ownership = ownership;
        this.hub = hub;
        this.directory = directory;
        this.workers = workers;
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
                : command.awaited().check().then(Mono.defer(() -> command.here().apply(session)));
    }

    private <T> Mono<T> elsewhere(DeviceCommand<T> command, @Nullable String missed) {
        Mono<SessionOwner> owner = directory
                .find(command.device())
                .flatMap(found -> isStale(command, found) ? remove(command, found) : Mono.just(found));
        if (command.expected() != null) {
            return owner.filter(found -> found.connectionId().equals(command.expected()) && isGone(found))
                    .flatMap(found -> CommandRouting.<T>gone())
                    .switchIfEmpty(notConnected(command));
        }
        return owner.filter(found -> command.isAllowedFor(found.owner())
                        && !found.workerId().equals(thisWorker.id())
                        && !found.connectionId().equals(missed))
                .switchIfEmpty(Mono.defer(workers::requireWhole).then(notConnected(command)))
                .flatMap(found -> hop(command, found, missed));
    }

    /** Whether the directory says that this instance has the device, which it has not: nor is it just arriving. */
    private boolean isStale(DeviceCommand<?> command, SessionOwner found) {
        return found.workerId().equals(thisWorker.id()) && !hub.knows(command.device(), found.connectionId());
    }

    /** Whether the instance that the directory names has not been heard of lately, or this one has taken its address. */
    private boolean isGone(SessionOwner found) {
        Worker worker = found.worker();
        return !found.workerId().equals(thisWorker.id())
                && (worker == null
                        || thisWorker
                                .listening()
                                .filter(here -> here.address().equals(worker.address()))
                                .isPresent());
    }

    private Mono<SessionOwner> remove(DeviceCommand<?> command, SessionOwner stale) {
        return directory.release(command.device(), stale.connectionId()).then(Mono.empty());
    }

    private <T> Mono<T> hop(DeviceCommand<T> command, SessionOwner owner, @Nullable String missed) {
        Worker worker = owner.worker();
        if (worker == null || isGone(owner)) {
            return gone();
        }
        return command.awaited()
                .check()
                .then(forwarding.forward(
                        worker, command.call(), owner.connectionId(), command.caller(), command.answer()))
                .onErrorResume(
                        error -> missed == null && isNotFound(error), error -> route(command, owner.connectionId()));
    }

    private static boolean isNotFound(Throwable error) {
        return error instanceof ApiException answer && answer.status() == HttpStatus.NOT_FOUND;
    }

    private static <T> Mono<T> gone() {
        return Mono.error(() -> Unavailable.because("The instance that has the device cannot be reached"));
    }

    private static <T> Mono<T> notConnected(DeviceCommand<?> command) {
        return Mono.error(() -> new NotConnected(command.device()));
    }
}
