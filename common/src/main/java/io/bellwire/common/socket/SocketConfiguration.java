package io.bellwire.common.socket;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;

@Configuration(proxyBeanMethods = false)
class SocketConfiguration implements WebFluxConfigurer {

    private final SocketSettings settings;

    SocketConfiguration(SocketSettings settings) {
        this.settings = settings;
    }

    @Override
    public WebSocketService getWebSocketService() {
        return new HandshakeWebSocketService(new ChannelUpgradeStrategy(settings));
    }
}
