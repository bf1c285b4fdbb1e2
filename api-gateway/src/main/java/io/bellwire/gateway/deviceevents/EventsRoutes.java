package io.bellwire.gateway.deviceevents;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

@Configuration(proxyBeanMethods = false)
class EventsRoutes {

    @Bean
    SimpleUrlHandlerMapping deviceEventSockets(EventsSocketHandler handler) {
        return new SimpleUrlHandlerMapping(Map.of("/ws/events", handler), Ordered.HIGHEST_PRECEDENCE);
    }
}
