package io.bellwire.worker.devices;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.reactive.ToTheEnd;
import io.bellwire.common.token.UserId;
import io.bellwire.worker.devices.Notices.Notice;
import io.bellwire.worker.devices.Notices.Why;
import io.bellwire.worker.sessions.SessionDirectory;
import io.bellwire.worker.sessions.SessionOwner;
import io.bellwire.worker.telemetry.LastData;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Frees a device's id and disconnects whoever uses it, on whichever instance. */
@Component
public class DeviceRemoval {

    private final DeviceRepository devices;
    private final SessionDirectory directory;
    private final LastData lastData;
    private final Notices notices;
    private final DeviceHub hub;

    DeviceRemoval(
            DeviceRepository devices, SessionDirectory directory, LastData lastData, Notices notices, DeviceHub hub) {
        this.devices = devices;
        this.directory = directory;
        this.lastData = lastData;
        this.notices = notices;
        this.hub = hub;
    }

    /**
     * False where there is no such device, or it is not {@code owner}'s; null may remove anyone's. Runs to its end even
     * if the caller hangs up: an id must not be free while its device goes on.
     */
    public Mono<Boolean> remove(SessionId id, @Nullable UserId owner) {
        return ToTheEnd.of(removed(id, owner));
    }

    private Mono<Boolean> removed(SessionId id, @Nullable UserId owner) {
        return directory
                .find(id) // errs while Redis is away, before anything has changed
                .then(devices.delete(id, owner))
                .flatMap(formerOwner -> disconnect(id, formerOwner).thenReturn(true))
                .defaultIfEmpty(false);
    }

    private Mono<Void> disconnect(SessionId id, UserId formerOwner) {
        hub.find(id).ifPresent(session -> session.close(DeviceSession.DELETED));
        return directory
                .remove(id)
                .doOnNext(connected -> notices.tell(connected.workerId(), notice(id, connected)))
                .then(lastData.forget(new LastData.Of(formerOwner, id)));
    }

    private static Notice notice(SessionId id, SessionOwner connected) {
        return new Notice(id, connected.connectionId(), Why.DELETED);
    }
}
