package io.bellwire.gateway.deviceproxy;

import io.bellwire.common.net.ClientAddresses;
import io.bellwire.common.socket.SocketConnection;
import io.bellwire.common.socket.SocketSettings;
import io.bellwire.common.socket.Sockets;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.resources.ConnectionProvider;

/** Opens device sockets on a worker. */
@Component
class WorkerSocketClient {

    private static final String DEVICES = "/ws/devices";

    private final WorkerSettings settings;
    private final Sockets sockets;
    private final HttpClient http;
    private final int maxMessageSize;

    WorkerSocketClient(WorkerSettings settings, Sockets sockets, SocketSettings socketSettings) {
        this.settings = settings;
        this.sockets = sockets;
        this.http = WorkerHttp.client(ConnectionProvider.newConnection(), settings);
        this.maxMessageSize = Math.toIntExact(socketSettings.maxMessageSize().toBytes());
    }

    /** Lasts as long as the socket, which {@code handler} serves; errs where no worker takes it. */
    Mono<Void> open(
            @Nullable String query,
            InetAddress device,
            BiFunction<WebSocketSession, SocketConnection, Mono<Void>> handler) {
        AtomicReference<@Nullable Channel> channel = new AtomicReference<>();
        HttpHeaders headers = new HttpHeaders();
        headers.set(ClientAddresses.FORWARDED_FOR, device.getHostAddress());
        return new ReactorNettyWebSocketClient(
                        http.doOnConnected(connection -> channel.set(connection.channel())),
                        () -> WebsocketClientSpec.builder().maxFramePayloadLength(maxMessageSize))
                .execute(
                        settings.webSocket(DEVICES, query),
                        headers,
                        session -> sockets.serve(
                                session,
                                Objects.requireNonNull(channel.get()),
                                connection -> handler.apply(session, connection)));
    }
}
