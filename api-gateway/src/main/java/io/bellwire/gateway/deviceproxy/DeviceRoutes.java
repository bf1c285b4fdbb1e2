package io.bellwire.gateway.deviceproxy;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

@Configuration(proxyBeanMethods = false)
class DeviceRoutes {

    @Bean
    SimpleUrlHandlerMapping legacyDeviceSockets(LegacyDeviceSocket handler) {
        return new SimpleUrlHandlerMapping(Map.of("/modbus/ws/devices", handler), Ordered.HIGHEST_PRECEDENCE);
    }
}
