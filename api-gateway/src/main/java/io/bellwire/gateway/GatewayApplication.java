package io.bellwire.gateway;

import io.bellwire.common.CommonConfiguration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/** People's side: sign-in, alarms and timers in sync, device calls proxied; port 8000. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@Import(CommonConfiguration.class)
public class GatewayApplication {

    public static void main(String[] args) {
        create().run(args);
    }

    /** Reads {@code gateway.yml}, so that both services can stand on one class path. */
    public static SpringApplication create() {
        SpringApplication application = new SpringApplication(GatewayApplication.class);
        application.setDefaultProperties(Map.of("spring.config.name", "gateway"));
        return application;
    }
}
