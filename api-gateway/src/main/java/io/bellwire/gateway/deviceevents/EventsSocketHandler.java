package io.bellwire.gateway.deviceevents;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.socket.Frame;
import io.bellwire.common.socket.SocketSettings;
import io.bellwire.gateway.livesocket.LiveMessage;
import io.bellwire.gateway.livesocket.LiveSocket;
import io.bellwire.gateway.livesocket.LiveSockets;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Serves {@code /ws/events}: greet, join the hub of the devices that the caller may see, stay until the client goes. */
@Component
class EventsSocketHandler implements WebSocketHandler {

    private final LiveSockets liveSockets;
    private final DeviceHubs hubs;
    private final JsonMapper json;
    private final Clock clock;
    private final long heartbeatSeconds;

    EventsSocketHandler(
            LiveSockets liveSockets, DeviceHubs hubs, JsonMapper json, Clock clock, SocketSettings settings) {
        this.liveSockets = liveSockets;
        this.hubs = hubs;
        this.json = json;
        this.clock = clock;
        this.heartbeatSeconds = settings.heartbeatInterval().toSeconds();
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
        return liveSockets.serve(session, this::serve);
    }

    private Mono<Void> serve(LiveSocket socket) {
        Optional<String> device = socket.handshake().parameter("device_id");
        if (device.isPresent() && SessionId.parse(device.get()).isEmpty()) {
            socket.refuse("Invalid device_id");
            return socket.receive();
        }
        socket.connection().onHeartbeat(() -> socket.send(new LiveMessage.Heartbeat(clock.instant(), null)));
        return follow(socket, device.orElse(null));
    }

    private Mono<Void> follow(LiveSocket socket, @Nullable String onlyDevice) {
        return Mono.using(
                () -> {
                    EventsConnection connection = new EventsConnection(socket, onlyDevice, greeting(socket));
                    hubs.join(connection);
                    return connection;
                },
                connection -> socket.receive(),
                hubs::leave);
    }

    private Frame greeting(LiveSocket socket) {
        return Frame.control(json.writeValueAsBytes(new EventsMessage.Connected(
                clock.instant(), socket.userId(), "WebSocket connection established", heartbeatSeconds)));
    }
}
