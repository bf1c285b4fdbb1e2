package io.bellwire.worker.devices;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.reactive.ToTheEnd;
import io.bellwire.common.socket.CloseReason;
import io.bellwire.worker.devices.Notices.Notice;
import io.bellwire.worker.devices.Notices.Why;
import io.bellwire.worker.sessions.Claim;
import io.bellwire.worker.sessions.Renewal;
import io.bellwire.worker.sessions.SessionDirectory;
import io.bellwire.worker.sessions.SessionEntry;
import io.bellwire.worker.sessions.SessionSettings;
import io.bellwire.worker.telemetry.Telemetry;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes sure that the sessions of this instance are its own, where directory and database may know better: after the
 * instance was frozen, after Redis was emptied or away.
 */
@Component
public class Ownership {

    private static final Logger log = LoggerFactory.getLogger(Ownership.class);
    private static final int CLAIMS_AT_A_TIME = 16;

    private final DeviceHub hub;
    private final SessionDirectory directory;
    private final DeviceRepository devices;
    private final Notices notices;
    private final Telemetry telemetry;
    private final long lifetimeNanos;

    Ownership(
            DeviceHub hub,
            SessionDirectory directory,
            DeviceRepository devices,
            Notices notices,
            Telemetry telemetry,
            SessionSettings settings) {
        this.hub = hub;
        this.directory = directory;
        this.devices = devices;
        this.notices = notices;
        this.telemetry = telemetry;
        this.lifetimeNanos = settings.lifetime().toNanos();
    }

    /**
     * A device that is here and ours to command; while Redis is away, whoever is here is. Errs where Redis does not
     * know, and the database, which would, is away.
     */
    public Mono<DeviceSession> find(SessionId id) {
        return Mono.justOrEmpty(hub.find(id)).flatMap(session -> held(List.of(session))
                .flatMap(held -> Mono.justOrEmpty(held.stream().findAny())));
    }

    /** All devices that are here and ours to command. */
    public Mono<List<DeviceSession>> all() {
        return held(hub.all());
    }

    /** One that is closing is nobody's any more: its device may have connected elsewhere long ago. */
    private Mono<List<DeviceSession>> held(List<DeviceSession> here) {
        List<DeviceSession> sessions =
                here.stream().filter(session -> !session.isClosing()).toList();
        List<DeviceSession> unsure =
                sessions.stream().filter(session -> !session.isSurelyOwned()).toList();
        if (unsure.isEmpty()) {
            return Mono.just(sessions);
        }
        return check(unsure)
                .then(Mono.fromSupplier(() ->
                        sessions.stream().filter(DeviceSession::isSurelyOwned).toList()))
                .onErrorReturn(RedisAway.class, sessions);
    }

    /**
     * Claims the session of a device that has just signed in; false where a later connect was faster. Runs to its end
     * even if the device is gone by then: whoever was replaced has to hear of it.
     */
    Mono<Boolean> claim(DeviceSession session) {
        return ToTheEnd.of(claimed(session));
    }

    private Mono<Boolean> claimed(DeviceSession session) {
        SessionEntry entry = session.entry();
        long asked = System.nanoTime();
        return directory
                .claim(entry)
                .flatMap(claim -> claim instanceof Claim.Outranked outranked
                        ? takeOverIfOfAnotherLife(entry, outranked)
                        : Mono.just((Claim.Granted) claim))
                .doOnNext(granted -> granted(session, granted, asked))
                .hasElement();
    }

    /** A restored database may not have got yet as far as the one that Redis still knows. */
    private Mono<Claim.Granted> takeOverIfOfAnotherLife(SessionEntry entry, Claim.Outranked outranked) {
        return devices.highestTaken(entry.sessionId())
                .filter(highest -> highest < outranked.generation())
                .flatMap(highest -> directory.takeOver(entry));
    }

    private void granted(DeviceSession session, Claim.Granted granted, long asked) {
        session.ownedUntil(asked + lifetimeNanos);
        Claim.Replaced replaced = granted.replaced();
        if (replaced != null) {
            session.tookOver();
            notices.tell(
                    replaced.workerId(),
                    new Notice(session.entry().sessionId(), replaced.connectionId(), Why.REPLACED));
        }
    }

    /** Renews the sessions' entries, claims again what was lost, ends what is another's. Errs while Redis is away. */
    Mono<Void> confirm(List<DeviceSession> sessions) {
        return renewed(sessions)
                .flatMap(
                        found -> settle(found)
                                .doOnError(error ->
                                        log.info("{} was not claimed again yet: {}", found.session(), error.toString()))
                                .onErrorComplete(),
                        CLAIMS_AT_A_TIME)
                .then();
    }

    /** As {@link #confirm}, but errs also where it is not clear whose a session is. */
    private Mono<Void> check(List<DeviceSession> sessions) {
        return renewed(sessions)
                .onErrorMap(RedisAway::new)
                .flatMap(this::settle, CLAIMS_AT_A_TIME)
                .then();
    }

    private static final class RedisAway extends RuntimeException {
        RedisAway(Throwable cause) {
            super(cause);
        }
    }

    private record Found(DeviceSession session, Renewal renewal, long asked) {}

    private Flux<Found> renewed(List<DeviceSession> sessions) {
        return Flux.defer(() -> {
            long asked = System.nanoTime();
            return directory
                    .renew(sessions.stream().map(DeviceSession::entry).toList())
                    .flatMapMany(renewals -> Flux.range(0, renewals.size())
                            .map(i -> new Found(sessions.get(i), renewals.get(i), asked)));
        });
    }

    private Mono<Void> settle(Found found) {
        DeviceSession session = found.session();
        switch (found.renewal()) {
            case RENEWED -> session.ownedUntil(found.asked() + lifetimeNanos);
            case REPLACED -> session.close(CloseReason.REPLACED);
            case LOST -> {
                return claimAgain(session);
            }
        }
        return Mono.empty();
    }

    private Mono<Void> claimAgain(DeviceSession session) {
        SessionEntry entry = session.entry();
        return devices.generation(entry.sessionId(), entry.owner())
                .filter(highest -> highest <= entry.generation())
                .flatMap(highest -> claim(session))
                .defaultIfEmpty(false)
                .flatMap(claimed -> claimed ? claimedAgain(session) : replaced(session));
    }

    private static Mono<Void> replaced(DeviceSession session) {
        session.close(CloseReason.REPLACED);
        return Mono.empty();
    }

    /**
     * Whoever looked while the session was lost took the device for gone. It may be by now, and seen off; or deleted, by
     * someone who did not find its session either.
     */
    private Mono<Void> claimedAgain(DeviceSession session) {
        SessionEntry entry = session.entry();
        if (!hub.knows(entry.sessionId(), entry.connectionId())) {
            return release(entry).then();
        }
        return devices.generation(entry.sessionId(), entry.owner())
                .hasElement()
                .doOnNext(registered -> {
                    if (!registered) {
                        session.close(DeviceSession.DELETED);
                    } else if (!session.isClosing()) {
                        session.announce(() -> telemetry.connected(entry));
                    }
                })
                .then();
    }

    /** Gives the session up; true where no other connection has taken it since. */
    Mono<Boolean> release(SessionEntry entry) {
        return directory.release(entry.sessionId(), entry.connectionId()).flatMap(release -> switch (release) {
            case RELEASED -> Mono.just(true);
            case TAKEN -> Mono.just(false);
            case LAPSED ->
                devices.generation(entry.sessionId(), entry.owner())
                        .map(highest -> highest <= entry.generation())
                        .defaultIfEmpty(true);
        });
    }
}
