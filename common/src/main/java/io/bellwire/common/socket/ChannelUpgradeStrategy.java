package io.bellwire.common.socket;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * Hands the handler the channel under its session. Spring's session cannot drop a connection whose peer does not
 * read, nor tell when a frame has been written; the channel can.
 */
final class ChannelUpgradeStrategy extends ReactorNettyRequestUpgradeStrategy {

    static final String CHANNEL = ChannelUpgradeStrategy.class.getName() + ".channel";

    private final int maxMessageSize;

    ChannelUpgradeStrategy(SocketSettings settings) {
        this(Math.toIntExact(settings.maxMessageSize().toBytes()));
    }

    private ChannelUpgradeStrategy(int maxMessageSize) {
        super(() -> WebsocketServerSpec.builder().maxFramePayloadLength(maxMessageSize));
        this.maxMessageSize = maxMessageSize;
    }

    @Override
    public Mono<Void> upgrade(
            ServerWebExchange exchange,
            WebSocketHandler handler,
            @Nullable String subProtocol,
            Supplier<HandshakeInfo> handshakeInfo) {
        HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        AtomicReference<@Nullable Channel> channel = new AtomicReference<>();
        request.withConnection(connection -> channel.set(connection.channel()));
        WebSocketHandler withChannel = session -> {
            Channel upgraded = Objects.requireNonNull(channel.get());
            session.getAttributes().put(CHANNEL, upgraded);
            TooBig.explainOn(upgraded);
            aggregateFrames(upgraded);
            return handler.handle(session);
        };
        return super.upgrade(exchange, withChannel, subProtocol, handshakeInfo);
    }

    /** Spring does so when a session is first read: too late for the fragments that came before. */
    private void aggregateFrames(Channel channel) {
        Connection.from(channel)
                .addHandlerLast(NettyPipeline.WsFrameAggregator, new WebSocketFrameAggregator(maxMessageSize));
    }
}
