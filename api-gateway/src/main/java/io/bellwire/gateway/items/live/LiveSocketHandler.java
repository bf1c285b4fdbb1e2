package io.bellwire.gateway.items.live;

import io.bellwire.common.socket.CloseReason;
import io.bellwire.common.socket.Handshake;
import io.bellwire.common.socket.SocketClosed;
import io.bellwire.common.token.UserId;
import io.bellwire.gateway.items.ItemHistory;
import io.bellwire.gateway.items.SyncState;
import io.bellwire.gateway.livesocket.LiveSocket;
import io.bellwire.gateway.livesocket.LiveSockets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;

/** The items' socket: admit, join the user's hub, greet, catch up, stay until the client goes. */
@Component
class LiveSocketHandler implements WebSocketHandler {

    private static final String SERVER_CHANGES = "Server changes detected";
    private static final Pattern REVISION = Pattern.compile("[0-9]{1,18}");

    private final LiveSockets liveSockets;
    private final ConnectionCounts counts;
    private final UserHubs hubs;
    private final HubCare care;
    private final ItemHistory history;
    private final ItemMessages messages;

    LiveSocketHandler(
            LiveSockets liveSockets,
            ConnectionCounts counts,
            UserHubs hubs,
            HubCare care,
            ItemHistory history,
            ItemMessages messages) {
        this.liveSockets = liveSockets;
        this.counts = counts;
        this.hubs = hubs;
        this.care = care;
        this.history = history;
        this.messages = messages;
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
        return liveSockets.serve(
                session,
                socket -> Mono.usingWhen(
                        counts.admit(socket.userId()), admitted -> serve(socket, admitted), counts::release));
    }

    private Mono<Void> serve(LiveSocket socket, ConnectionCounts.Admission admission) {
        if (!admission.granted()) {
            return Mono.error(new SocketClosed(CloseReason.TOO_MANY_CONNECTIONS));
        }
        UserId user = socket.userId();
        return Mono.using(
                () -> hubs.join(user, hub -> new LiveConnection(socket, hub, history, messages, care)),
                connection -> history.state(user)
                        .doOnNext(state -> greet(socket, connection, state))
                        .then(socket.receive()),
                hubs::leave);
    }

    private void greet(LiveSocket socket, LiveConnection connection, SyncState state) {
        socket.connection().send(messages.connected(socket.userId(), state));
        connection.hub().startAt(state.head(), state.epoch(), state.asOf());
        begin(socket, connection, state);
        connection.hub().greeted(connection);
    }

    private static void begin(LiveSocket socket, LiveConnection connection, SyncState state) {
        Handshake handshake = socket.handshake();
        Optional<String> since = handshake.parameter("since");
        if (since.isPresent()) {
            resume(socket, connection, state, since.get());
        } else if (!handshake.isFromBrowser()) {
            connection.follow(state.recent(), state.epoch());
        } else if (state.head() > 0) {
            connection.followAfterSync(SERVER_CHANGES, state.head(), state.epoch());
        } else {
            connection.follow(state.head(), state.epoch());
        }
    }

    private static void resume(LiveSocket socket, LiveConnection connection, SyncState state, String since) {
        boolean isRevision = REVISION.matcher(since).matches();
        if (!isRevision) {
            socket.sendError("since must be a revision, an integer of 0 or more");
        }
        String epoch = socket.handshake().parameter("epoch").orElse("");
        if (isRevision && state.reachesBackTo(Long.parseLong(since), epoch)) {
            connection.follow(Long.parseLong(since), state.epoch());
        } else {
            connection.followAfterSync(LiveConnection.HISTORY_GONE, state.head(), state.epoch());
        }
    }
}
