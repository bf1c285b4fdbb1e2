package io.bellwire.common.error;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;

@Configuration(proxyBeanMethods = false)
class FirewallConfiguration {

    /** Spring Security turns encoded slashes, semicolons and control characters away with 400 and without a word. */
    @Bean
    ServerExchangeRejectedHandler rejectedByFirewall(Problems problems) {
        return (exchange, rejected) ->
                problems.write(exchange, ApiException.badRequest("The address of the request is malformed"));
    }
}
