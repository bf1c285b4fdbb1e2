package io.bellwire.gateway.livesocket;

import io.bellwire.common.error.Unavailable;
import io.bellwire.common.socket.CloseReason;
import io.bellwire.common.socket.Frame;
import io.bellwire.common.socket.Inbound;
import io.bellwire.common.socket.SocketClosed;
import io.bellwire.common.token.AccessTokens;
import io.bellwire.common.token.Caller;
import io.bellwire.common.token.InvalidToken;
import io.netty.buffer.ByteBufUtil;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** How every live socket answers its client. */
@Component
class ClientProtocol {

    static final String INVALID_TOKEN = "Invalid token";
    static final String TOKEN_EXPIRED = "Token expired";
    private static final int MAX_MESSAGE_BYTES = 8 * 1024;
    private static final int MAX_QUOTED_CHARACTERS = 100;

    private final SocketCallers callers;
    private final JsonMapper json;
    private final Clock clock;
    private final boolean closeOnTokenExpiry;
    private final Duration clockSkew;

    ClientProtocol(SocketCallers callers, JsonMapper json, Clock clock, LiveSettings settings, AccessTokens tokens) {
        this.callers = callers;
        this.json = json;
        this.clock = clock;
        this.closeOnTokenExpiry = settings.closeOnTokenExpiry();
        this.clockSkew = tokens.clockSkew();
    }

    byte[] encode(LiveMessage message) {
        return json.writeValueAsBytes(message);
    }

    Frame error(String sentence) {
        return Frame.control(encode(new LiveMessage.Failure(clock.instant(), sentence)));
    }

    /** A token is good at a handshake, and so on a connection, until its {@code exp} and the clock skew have passed. */
    void endWithToken(LiveSocket socket) {
        if (closeOnTokenExpiry) {
            socket.connection()
                    .atDeadline(
                            socket.caller().claims().expiresAt().plus(clockSkew), () -> socket.refuse(TOKEN_EXPIRED));
        }
    }

    /** @throws SocketClosed where the message must not be */
    Mono<Void> handle(LiveSocket socket, Inbound inbound) {
        if (!(inbound instanceof Inbound.Text message)) {
            throw new SocketClosed(CloseReason.BINARY_NOT_ACCEPTED);
        }
        if (ByteBufUtil.utf8Bytes(message.text()) > MAX_MESSAGE_BYTES) {
            throw new SocketClosed(CloseReason.TOO_BIG);
        }
        ClientMessage parsed = ClientMessage.parse(message.text(), json);
        if (parsed instanceof ClientMessage.Authenticate authenticate) {
            return authenticate(socket, authenticate.token());
        }
        answer(socket, parsed);
        return Mono.empty();
    }

    private void answer(LiveSocket socket, ClientMessage message) {
        if (message instanceof ClientMessage.Ping) {
            socket.send(new LiveMessage.Pong(clock.instant()));
        } else if (message instanceof ClientMessage.Subscribe) {
            socket.send(new LiveMessage.Subscribed(clock.instant(), socket.userId()));
        } else if (message instanceof ClientMessage.Unsubscribe) {
            socket.connection().close(CloseReason.ASKED_FOR);
        } else if (message instanceof ClientMessage.Unknown unknown) {
            socket.sendError("Unknown message type: " + shortened(unknown.type()));
        } else {
            socket.sendError("Invalid message format");
        }
    }

    private static String shortened(String text) {
        return text.length() <= MAX_QUOTED_CHARACTERS ? text : text.substring(0, MAX_QUOTED_CHARACTERS) + "…";
    }

    private Mono<Void> authenticate(LiveSocket socket, String token) {
        return callers.authenticateAnew(socket.caller(), token)
                .doOnNext(caller -> authenticated(socket, caller))
                .then()
                .onErrorResume(error -> {
                    socket.sendError(sentenceFor(error));
                    return Mono.empty();
                });
    }

    private void authenticated(LiveSocket socket, Caller caller) {
        socket.continueAs(caller);
        socket.send(
                new LiveMessage.Authenticated(clock.instant(), caller.claims().expiresAt()));
    }

    private static String sentenceFor(Throwable error) {
        if (error instanceof InvalidToken) {
            return INVALID_TOKEN;
        }
        return Unavailable.isCauseOf(error) ? "Tokens cannot be checked at the moment" : "Internal error";
    }
}
