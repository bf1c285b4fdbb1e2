package io.bellwire.gateway.items.live;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

@Configuration(proxyBeanMethods = false)
class LiveRoutes {

    /** Before the controllers, one of which would take {@code ws} for an item's id. */
    @Bean
    SimpleUrlHandlerMapping itemsSocket(LiveSocketHandler handler) {
        return new SimpleUrlHandlerMapping(Map.of("/api/alarms-timers/ws", handler), Ordered.HIGHEST_PRECEDENCE);
    }
}
