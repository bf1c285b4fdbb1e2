package io.bellwire.gateway.items;

import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.Problems;
import io.bellwire.common.token.Caller;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** A {@code user_id} in the query of any items' call must be the caller's own. */
@Component
final class OwnUserFilter implements WebFilter {

    private static final String ITEMS = "/api/alarms-timers";

    private final Problems problems;

    OwnUserFilter(Problems problems) {
        this.problems = problems;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String named = exchange.getRequest().getQueryParams().getFirst("user_id");
        if (named == null || !exchange.getRequest().getPath().value().startsWith(ITEMS)) {
            return chain.filter(exchange);
        }
        return exchange.getPrincipal()
                .ofType(Authentication.class)
                .map(authentication -> authentication.getPrincipal() instanceof Caller caller
                        && !caller.userId().value().equals(named))
                .defaultIfEmpty(false)
                .flatMap(foreign -> foreign
                        ? problems.write(exchange, ApiException.forbidden("user_id must be your own"))
                        : chain.filter(exchange));
    }
}
