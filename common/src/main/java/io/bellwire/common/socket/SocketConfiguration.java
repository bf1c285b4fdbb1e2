package io.bellwire.common.socket;

import io.bellwire.common.error.ApiException;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class SocketConfiguration implements WebFluxConfigurer {

    private final SocketSettings settings;

    SocketConfiguration(SocketSettings settings) {
        this.settings = settings;
    }

    @Override
    public WebSocketService getWebSocketService() {
        return new HandshakeWebSocketService(new ChannelUpgradeStrategy(settings)) {
            @Override
            public Mono<Void> handleRequest(ServerWebExchange exchange, WebSocketHandler handler) {
                return super.handleRequest(exchange, handler)
                        .onErrorMap(
                                ServerWebInputException.class,
                                e -> ApiException.badRequest("A WebSocket handshake is expected here"));
            }
        };
    }
}
