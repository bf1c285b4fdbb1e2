package io.bellwire.common.net;

import io.bellwire.common.reactive.ToTheEnd;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Brings each HTTP call to its end, whoever still listens. A caller that hangs up would otherwise cancel whatever runs for
 * it at that moment: a transaction half way (spring-framework 25091), or a query whose rows the driver then leaks
 * (pgjdbc/r2dbc-postgresql 251, 661). What a call does is bounded in time without that.
 */
@Component
final class CallsToTheEnd implements HttpHandlerDecoratorFactory {

    @Override
    public HttpHandler apply(HttpHandler handler) {
        return (request, response) -> {
            Mono<Void> call = handler.handle(request, response);
            return isWebSocketHandshake(request) ? call : ToTheEnd.of(call);
        };
    }

    /** It lasts as long as its socket, and ends with it. */
    static boolean isWebSocketHandshake(ServerHttpRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeaders().getUpgrade());
    }
}
