package io.bellwire.common;

import java.time.Clock;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.AlternativeJdkIdGenerator;
import org.springframework.util.IdGenerator;

/** Imported by both services: everything below this package. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@ConfigurationPropertiesScan
public class CommonConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Seeded once: {@code UUID.randomUUID()} reads the system's random device, which an event loop must not. */
    @Bean
    IdGenerator idGenerator() {
        return new AlternativeJdkIdGenerator();
    }
}
