package io.bellwire.worker.devices;

import io.bellwire.common.account.PasswordChange;
import io.bellwire.common.error.Unavailable;
import io.bellwire.common.socket.CloseReason;
import io.bellwire.common.socket.Frame;
import io.bellwire.common.socket.SocketConnection;
import io.bellwire.worker.sessions.OutcomeUnknown;
import io.bellwire.worker.sessions.SessionEntry;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One device that has signed in, on one socket. */
public final class DeviceSession {

    /** Owner's order: the id is free, whoever uses it next. */
    static final CloseReason DELETED = new CloseReason(1000, "Device deleted", true);

    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final SocketConnection connection;
    private final SessionEntry entry;
    private final @Nullable Instant passwordSetAt;
    private volatile Instant lastSeen;
    private volatile long ownedUntil;
    private volatile boolean tookOver;
    private boolean replaced;
    private boolean announced;
    private boolean ended;

    /** @param passwordSetAt since when the password stands that it signed in with, null for an account's first */
    DeviceSession(SocketConnection connection, SessionEntry entry, @Nullable Instant passwordSetAt) {
        this.connection = connection;
        this.entry = entry;
        this.passwordSetAt = passwordSetAt;
        this.lastSeen = entry.connectedAt();
    }

    public SessionEntry entry() {
        return entry;
    }

    /** When the device last said something; when it connected, where it has not yet. */
    public Instant lastSeen() {
        return lastSeen;
    }

    boolean signedInBefore(PasswordChange change) {
        return entry.owner().equals(change.userId()) && (passwordSetAt == null || passwordSetAt.isBefore(change.at()));
    }

    void seen(Instant now) {
        lastSeen = now;
    }

    /** @param until as of {@link System#nanoTime()}: when the directory forgets, unless it hears of the session again */
    void ownedUntil(long until) {
        ownedUntil = until;
    }

    boolean isSurelyOwned() {
        return ownedUntil - System.nanoTime() > 0;
    }

    /** The first thing the device hears is {@code welcome}, even if a command comes as soon as {@code enter} has run. */
    synchronized void enter(Runnable enter, Frame welcome) {
        enter.run();
        connection.send(welcome);
    }

    /**
     * True once {@code message} is written to the socket, false where the device is gone and will never get it. Errs
     * with {@link Unavailable} where more waits for the device than it may, with {@link OutcomeUnknown} where it was
     * not written in 2 s but still may be.
     */
    public Mono<Boolean> deliver(byte[] message) {
        return Mono.<Boolean>create(sink -> {
                    if (!send(Frame.control(message).whenWritten(sink::success))) {
                        if (connection.isClosing()) {
                            sink.success(false);
                        } else {
                            sink.error(Unavailable.because("The device does not keep up with what it is sent"));
                        }
                    }
                })
                .timeout(
                        DEADLINE,
                        Mono.error(() -> new OutcomeUnknown(
                                "The device did not take the message in 2 seconds; it may still get it")));
    }

    private synchronized boolean send(Frame frame) {
        return connection.send(frame);
    }

    /** The device was connected by another connection until now, whose end nobody announces. */
    void tookOver() {
        tookOver = true;
    }

    /** Runs {@code connected}, unless its device is known to have connected again, which may be announced already. */
    synchronized void announce(Runnable connected) {
        if (!replaced && !ended) {
            announced = true;
            connected.run();
        }
    }

    /**
     * Runs {@code disconnected} once, unless its device is known to have connected again: its end is none of the device's
     * then. Nor is it where nobody was told of a connect; but the end of a connection that was taken over is told then.
     */
    synchronized void announceEnd(Runnable connected, Runnable disconnected) {
        if (replaced || ended || !(announced || tookOver)) {
            return;
        }
        ended = true;
        if (!announced) {
            connected.run();
        }
        disconnected.run();
    }

    boolean isClosing() {
        return connection.isClosing();
    }

    void close(CloseReason reason) {
        if (reason.equals(CloseReason.REPLACED)) {
            replaced();
        }
        connection.close(reason);
    }

    private synchronized void replaced() {
        replaced = true;
    }

    void close(Frame last, CloseReason reason) {
        connection.close(last, reason);
    }

    @Override
    public String toString() {
        return "DeviceSession[" + entry.sessionId() + ", " + entry.connectionId() + "]";
    }
}
