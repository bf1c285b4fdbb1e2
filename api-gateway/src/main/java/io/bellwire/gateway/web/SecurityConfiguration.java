package io.bellwire.gateway.web;

import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.matchers;
import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import io.bellwire.common.token.BearerSecurity;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityConfiguration {

    /** Sockets answer for themselves: a browser learns of a bad token only from a message and a close code. */
    private static final String[] OPEN = {
        "/api/v1/auth/{action:(?!me$|password$).*}",
        "/api/v1/auth/",
        "/api/v1/auth",
        "/api/v1/auth/",
        "/api/v1/auth/{action:(?!me$|password$).*}/",
        "/api/v1/auth/{action}/{further}/**",
        "/health",
        "/api/energetic_device_proxy/health",
        "/api/alarms-timers/ws",
        "/ws/events",
        "/modbus/ws/devices",
        "/actuator/health/**",
        "/v3/api-docs/**",
        "/swagger-ui/**",
        "/swagger-ui.html",
        "/webjars/**",
    };

    /** With any other method it is the address of an item, although of none that there can be. */
    private static final String HEALTH_OF_ITEMS = "/api/alarms-timers/health";

    @Bean
    SecurityWebFilterChain security(ServerHttpSecurity http, BearerSecurity bearer) {
        return bearer.protect(
                http,
                matchers(
                        pathMatchers(OPEN),
                        pathMatchers(HttpMethod.GET, HEALTH_OF_ITEMS),
                        pathMatchers(HttpMethod.HEAD, HEALTH_OF_ITEMS)));
    }
}
