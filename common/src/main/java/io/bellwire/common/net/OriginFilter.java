package io.bellwire.common.net;

import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.Problems;
import java.time.Duration;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsProcessor;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Lets browsers in from the configured origins only, on HTTP (CORS) and on every WebSocket handshake. A request
 * without an {@code Origin} is a desktop client or a device and passes; so does the service's own origin.
 */
@Component
@Order(-200)
final class OriginFilter implements WebFilter {

    private final CorsProcessor processor = new DefaultCorsProcessor();
    private final CorsConfiguration allowed = new CorsConfiguration();
    private final Problems problems;

    OriginFilter(OriginSettings settings, Problems problems) {
        this.problems = problems;
        allowed.setAllowedOriginPatterns(settings.allowedOrigins());
        allowed.setAllowedMethods(List.of(CorsConfiguration.ALL));
        allowed.setAllowedHeaders(List.of(CorsConfiguration.ALL));
        allowed.setExposedHeaders(List.of(HttpHeaders.RETRY_AFTER));
        allowed.setMaxAge(Duration.ofHours(1));
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!isAllowed(exchange)) {
            return problems.write(exchange, ApiException.forbidden("This origin is not allowed"));
        }
        return CorsUtils.isPreFlightRequest(exchange.getRequest()) ? Mono.empty() : chain.filter(exchange);
    }

    private boolean isAllowed(ServerWebExchange exchange) {
        try {
            return processor.process(allowed, exchange);
        } catch (IllegalArgumentException malformedOrigin) {
            return false;
        }
    }
}
