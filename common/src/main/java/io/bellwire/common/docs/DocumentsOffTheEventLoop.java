package io.bellwire.common.docs;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Springdoc reads class files when it is first asked, which no event loop may wait for. */
@Component
@Order(0)
final class DocumentsOffTheEventLoop implements WebFilter {

    private static final String PATH = "/v3/api-docs";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Mono<Void> answer = chain.filter(exchange);
        return exchange.getRequest().getPath().value().startsWith(PATH)
                ? answer.subscribeOn(Schedulers.boundedElastic())
                : answer;
    }
}
