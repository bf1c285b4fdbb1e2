package io.bellwire.gateway.livesocket;

import io.bellwire.common.socket.CloseReason;
import io.bellwire.common.socket.Frame;
import io.bellwire.common.socket.Handshake;
import io.bellwire.common.socket.SocketConnection;
import io.bellwire.common.token.Caller;
import io.bellwire.common.token.UserId;
import java.time.Instant;
import reactor.core.publisher.Mono;

/** A socket whose caller is known. */
public final class LiveSocket {

    private final SocketConnection connection;
    private final Handshake handshake;
    private final ClientProtocol protocol;
    private volatile Caller caller;

    LiveSocket(SocketConnection connection, Handshake handshake, Caller caller, ClientProtocol protocol) {
        this.connection = connection;
        this.handshake = handshake;
        this.protocol = protocol;
        this.caller = caller;
        protocol.endWithToken(this);
    }

    public SocketConnection connection() {
        return connection;
    }

    public Handshake handshake() {
        return handshake;
    }

    public UserId userId() {
        return caller.userId();
    }

    /** Who is there, with the token that was shown last: always the same user with the same rights. */
    public Caller caller() {
        return caller;
    }

    /** Answers the client's messages until the connection has ended; to be subscribed to once. */
    public Mono<Void> receive() {
        return connection.receive(message -> protocol.handle(this, message));
    }

    /** False where the connection is ending, or its peer does not even take answers. */
    public boolean send(LiveMessage message) {
        return connection.send(Frame.control(protocol.encode(message)));
    }

    /** Sends an {@code error}; the connection stays. */
    public boolean sendError(String sentence) {
        return connection.send(protocol.error(sentence));
    }

    /** Sends an {@code error} and closes with 1008, both with the same words. */
    public void refuse(String sentence) {
        connection.close(protocol.error(sentence), CloseReason.refused(sentence));
    }

    void continueAs(Caller successor) {
        caller = successor;
        protocol.endWithToken(this);
    }

    void passwordChanged(Instant at) {
        if (caller.claims().isOlderThan(at)) {
            refuse(ClientProtocol.INVALID_TOKEN);
        }
    }
}
