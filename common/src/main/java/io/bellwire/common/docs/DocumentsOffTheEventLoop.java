package io.bellwire.common.docs;

import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Documents read class files, and their pages come out of a jar, which no event loop may wait for. */
@Component
@Order(0)
final class DocumentsOffTheEventLoop implements WebFilter {

    private static final List<String> PATHS = List.of("/v3/api-docs", "/swagger-ui", "/webjars");

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Mono<Void> answer = chain.filter(exchange);
        String asked = exchange.getRequest().getPath().value();
        return PATHS.stream().anyMatch(asked::startsWith) ? answer.subscribeOn(Schedulers.boundedElastic()) : answer;
    }
}
