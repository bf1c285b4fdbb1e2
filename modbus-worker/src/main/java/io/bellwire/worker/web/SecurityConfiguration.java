package io.bellwire.worker.web;

import io.bellwire.common.token.BearerSecurity;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;

@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityConfiguration {

    /** Devices sign in with their first message. */
    private static final String[] OPEN = {
        "/health",
        "/ws/devices",
        "/actuator/health/**",
        "/v3/api-docs/**",
        "/swagger-ui/**",
        "/swagger-ui.html",
        "/webjars/**",
    };

    @Bean
    SecurityWebFilterChain security(ServerHttpSecurity http, BearerSecurity bearer) {
        return bearer.protect(http, ServerWebExchangeMatchers.pathMatchers(OPEN));
    }
}
