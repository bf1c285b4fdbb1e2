package io.bellwire.worker.devices;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

@Configuration(proxyBeanMethods = false)
class DeviceSocketConfiguration {

    private static final int BEFORE_CONTROLLERS = -1;

    @Bean
    HandlerMapping deviceSockets(DeviceSocketHandler handler) {
        return new SimpleUrlHandlerMapping(Map.of("/ws/devices", handler), BEFORE_CONTROLLERS);
    }
}
