package io.bellwire.worker;

import io.bellwire.common.CommonConfiguration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/** Devices' side: device sockets, sessions, Modbus commands; port 8003. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@Import(CommonConfiguration.class)
public class WorkerApplication {

    public static void main(String[] args) {
        create().run(args);
    }

    /** Reads {@code worker.yml}, so that both services can stand on one class path. */
    public static SpringApplication create() {
        SpringApplication application = new SpringApplication(WorkerApplication.class);
        application.setDefaultProperties(Map.of("spring.config.name", "worker"));
        return application;
    }
}
