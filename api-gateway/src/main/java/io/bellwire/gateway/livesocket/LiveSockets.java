package io.bellwire.gateway.livesocket;

import io.bellwire.common.error.Unavailable;
import io.bellwire.common.socket.CloseReason;
import io.bellwire.common.socket.Handshake;
import io.bellwire.common.socket.SocketClosed;
import io.bellwire.common.socket.SocketConnection;
import io.bellwire.common.socket.Sockets;
import io.bellwire.common.token.InvalidToken;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;

/** Serves live sockets from the handshake on: known callers go to their handler, all others are refused. */
@Component
public class LiveSockets {

    private static final Logger log = LoggerFactory.getLogger(LiveSockets.class);

    private final Sockets sockets;
    private final SocketCallers callers;
    private final ClientProtocol protocol;
    private final SignOuts signOuts;

    LiveSockets(Sockets sockets, SocketCallers callers, ClientProtocol protocol, SignOuts signOuts) {
        this.sockets = sockets;
        this.callers = callers;
        this.protocol = protocol;
        this.signOuts = signOuts;
    }

    /**
     * Serves {@code session} as long as what {@code handler} returns lasts, which has {@link LiveSocket#receive()} in
     * it. Ends it when its token runs out, and when the account's password has changed. An error of the handler closes
     * it: with the reason of a {@link SocketClosed}, with 1013 where something behind us is away, else with 1011.
     */
    public Mono<Void> serve(WebSocketSession session, Function<LiveSocket, Mono<Void>> handler) {
        Handshake handshake = Handshake.of(session);
        return sockets.serve(session, connection -> callers.authenticate(handshake)
                .map(caller -> Optional.of(new LiveSocket(connection, handshake, caller, protocol)))
                .onErrorResume(error -> {
                    refuse(connection, error);
                    return Mono.just(Optional.empty());
                })
                .flatMap(socket -> socket.isEmpty()
                        ? untilClosed(connection)
                        : signOuts.watching(socket.get(), handler.apply(socket.get())))
                .onErrorResume(error -> {
                    close(connection, error);
                    return untilClosed(connection);
                }));
    }

    private void refuse(SocketConnection connection, Throwable error) {
        if (error instanceof InvalidToken) {
            connection.close(
                    protocol.error(ClientProtocol.INVALID_TOKEN), CloseReason.refused(ClientProtocol.INVALID_TOKEN));
        } else {
            close(connection, error);
        }
    }

    private static void close(SocketConnection connection, Throwable error) {
        if (error instanceof SocketClosed closed) {
            connection.close(closed.reason());
        } else if (Unavailable.isCauseOf(error)) {
            connection.close(CloseReason.TRY_LATER);
        } else {
            log.error("{} failed", connection, error);
            connection.close(CloseReason.OUR_FAULT);
        }
    }

    private static Mono<Void> untilClosed(SocketConnection connection) {
        return connection.receive(ignored -> Mono.empty());
    }
}
