package io.bellwire.worker.devices;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.socket.SocketConnection;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One socket of a device from its handshake to its end. */
final class DeviceVisit {

    private final SocketConnection connection;
    private final SessionId sessionId;
    private final InetAddress address;
    private volatile @Nullable DeviceSession session;
    private volatile boolean signedIn;
    private volatile boolean over;

    DeviceVisit(SocketConnection connection, SessionId sessionId, InetAddress address) {
        this.connection = connection;
        this.sessionId = sessionId;
        this.address = address;
    }

    SocketConnection connection() {
        return connection;
    }

    SessionId sessionId() {
        return sessionId;
    }

    InetAddress address() {
        return address;
    }

    /** From now on the directory may know of the session. */
    void claims(DeviceSession claimed) {
        session = claimed;
    }

    Optional<DeviceSession> claimed() {
        return Optional.ofNullable(session);
    }

    void signedIn() {
        signedIn = true;
    }

    /** The session, once its device is in. */
    Optional<DeviceSession> session() {
        return signedIn ? claimed() : Optional.empty();
    }

    void end() {
        over = true;
    }

    /** The socket may end while its device is being let in, on another thread. */
    boolean isOver() {
        return over;
    }
}
