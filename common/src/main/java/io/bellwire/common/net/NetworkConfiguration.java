package io.bellwire.common.net;

import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.ConnectionProvider;

@Configuration(proxyBeanMethods = false)
class NetworkConfiguration {

    /** Below the 75 s of our servers, so that no request meets a connection that is just being closed. */
    private static final Duration CLIENT_MAX_IDLE = Duration.ofSeconds(30);

    /** Event loops of its own: the process's would end with the first of several services in it, and all with them. */
    @Bean
    ReactorResourceFactory reactorResourceFactory() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        resources.setShutdownQuietPeriod(Duration.ZERO);
        resources.setConnectionProviderSupplier(() ->
                ConnectionProvider.builder("http").maxIdleTime(CLIENT_MAX_IDLE).build());
        return resources;
    }
}
