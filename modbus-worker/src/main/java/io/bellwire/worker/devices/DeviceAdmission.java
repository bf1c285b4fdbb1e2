package io.bellwire.worker.devices;

import io.bellwire.common.account.Account;
import io.bellwire.common.account.InvalidCredentials;
import io.bellwire.common.account.SignIn;
import io.bellwire.common.account.TooManyAttempts;
import io.bellwire.common.reactive.ToTheEnd;
import io.bellwire.common.socket.CloseReason;
import io.bellwire.common.socket.Frame;
import io.bellwire.common.socket.SocketClosed;
import io.bellwire.worker.devices.DeviceRepository.Connect;
import io.bellwire.worker.sessions.SessionEntry;
import io.bellwire.worker.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;
import tools.jackson.databind.json.JsonMapper;

/** Lets devices in and sees them off. */
@Component
class DeviceAdmission {

    private static final Logger log = LoggerFactory.getLogger(DeviceAdmission.class);

    /** For about as long as an entry lives. */
    private static final RetryBackoffSpec RELEASE_LATER =
            Retry.backoff(10, Duration.ofMillis(500)).maxBackoff(Duration.ofSeconds(10));

    private final SignIn signIn;
    private final DeviceRepository devices;
    private final DeviceHub hub;
    private final Ownership ownership;
    private final Telemetry telemetry;
    private final JsonMapper json;
    private final Clock clock;

    DeviceAdmission(
            SignIn signIn,
            DeviceRepository devices,
            DeviceHub hub,
            Ownership ownership,
            Telemetry telemetry,
            JsonMapper json,
            Clock clock) {
        this.signIn = signIn;
        this.devices = devices;
        this.hub = hub;
        this.ownership = ownership;
        this.telemetry = telemetry;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Errs with {@link DeviceRefused} where it is the device's fault, with {@link SocketClosed} where it is not. Goes on
     * if the device hangs up, and undoes what it did: a query that is cancelled half way costs the connection.
     */
    Mono<Void> admit(DeviceVisit visit, Credentials credentials) {
        return ToTheEnd.of(admitted(visit, credentials));
    }

    private Mono<Void> admitted(DeviceVisit visit, Credentials credentials) {
        return signIn.signIn(credentials.email(), credentials.password(), visit.address())
                .onErrorMap(InvalidCredentials.class, e -> new DeviceRefused("Invalid credentials"))
                .onErrorMap(TooManyAttempts.class, e -> new DeviceRefused("Too many attempts"))
                .flatMap(account -> register(visit, account))
                .flatMap(session -> letIn(visit, session))
                .onErrorMap(DeviceAdmission::isOurFault, DeviceAdmission::tryLater);
    }

    private Mono<DeviceSession> register(DeviceVisit visit, Account owner) {
        return devices.connect(visit.sessionId(), owner.id()).map(connect -> {
            if (connect instanceof Connect.Accepted accepted) {
                return session(visit, owner, accepted.generation());
            }
            throw new DeviceRefused(
                    connect instanceof Connect.TooManyDevices
                            ? "Too many devices in this account"
                            : "Session belongs to another account");
        });
    }

    private DeviceSession session(DeviceVisit visit, Account owner, long generation) {
        return new DeviceSession(
                visit.connection(),
                new SessionEntry(
                        visit.sessionId(),
                        visit.connection().id(),
                        owner.id(),
                        generation,
                        clock.instant(),
                        visit.address().getHostAddress()),
                owner.passwordChangedAt());
    }

    private Mono<Void> letIn(DeviceVisit visit, DeviceSession session) {
        visit.claims(session);
        if (visit.isOver()) {
            return Mono.error(new SocketClosed(CloseReason.ASKED_FOR));
        }
        return claim(session)
                .then(Mono.defer(() -> enter(visit, session)))
                .onErrorResume(error -> releaseIfOver(visit, session).then(Mono.error(error)))
                .then(Mono.defer(() -> releaseIfOver(visit, session)));
    }

    /** Who was seen off while being let in was so before all was done that has to be undone. */
    private Mono<Void> releaseIfOver(DeviceVisit visit, DeviceSession session) {
        return Mono.defer(() -> visit.isOver() ? release(session) : Mono.empty());
    }

    /** Whoever deletes the device looks for its session afterwards: finds this claim, or is found by what follows it. */
    private Mono<Void> claim(DeviceSession session) {
        hub.arriving(session);
        return ownership
                .claim(session)
                .filter(claimed -> claimed)
                .switchIfEmpty(Mono.error(() -> new SocketClosed(CloseReason.REPLACED)))
                .flatMap(claimed -> devices.claimed(session.entry()))
                .filter(registered -> registered)
                .switchIfEmpty(Mono.error(() -> new SocketClosed(DeviceSession.DELETED)))
                .then();
    }

    private Mono<Void> enter(DeviceVisit visit, DeviceSession session) {
        byte[] welcome = json.writeValueAsBytes(new DeviceAnswer.Authenticated(session.entry()));
        session.enter(() -> takePlace(session), Frame.control(welcome));
        visit.signedIn();
        if (!visit.isOver()) {
            session.announce(() -> telemetry.connected(session.entry()));
            log.debug("{} connected", session);
        }
        return Mono.empty();
    }

    private void takePlace(DeviceSession session) {
        DeviceHub.Addition addition = hub.add(session);
        DeviceSession replaced = addition.replaced();
        if (replaced != null) {
            replaced.close(CloseReason.REPLACED);
        }
        if (!addition.stays()) {
            throw new SocketClosed(CloseReason.REPLACED);
        }
    }

    private static boolean isOurFault(Throwable error) {
        return !(error instanceof DeviceRefused) && !(error instanceof SocketClosed);
    }

    private static SocketClosed tryLater(Throwable error) {
        log.warn("A device was sent away until later: {}", error.toString());
        return new SocketClosed(CloseReason.TRY_LATER);
    }

    /** Gives up what {@link #admit} took for the connection, however far it came, and nothing of a successor's. */
    Mono<Void> seeOff(DeviceVisit visit) {
        visit.end();
        return Mono.justOrEmpty(visit.claimed()).flatMap(this::release);
    }

    private Mono<Void> release(DeviceSession session) {
        hub.remove(session);
        return released(session).onErrorResume(error -> {
            log.info("{} is released later: {}", session, error.toString());
            released(session)
                    .retryWhen(RELEASE_LATER)
                    .subscribe(null, lapsed -> log.debug("{} has lapsed by now", session));
            return Mono.empty();
        });
    }

    private Mono<Void> released(DeviceSession session) {
        return ownership
                .release(session.entry())
                .doOnNext(last -> {
                    if (last) {
                        session.announceEnd(
                                () -> telemetry.connected(session.entry()),
                                () -> telemetry.disconnected(session.entry()));
                    }
                })
                .then();
    }
}
