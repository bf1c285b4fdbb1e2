package io.bellwire.gateway.auth;

import io.bellwire.common.error.ApiException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bodies under {@code /api/v1/auth/}, which strangers may send, are {@value #MAX_BYTES} bytes at most: 413 beyond. */
@Component
final class SmallBodies implements WebFilter {

    private static final int MAX_BYTES = 16 * 1024;
    private static final String PATH = "/api/v1/auth/";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        return chain.filter(
                request.getPath().value().startsWith(PATH)
                        ? exchange.mutate().request(new Small(request)).build()
                        : exchange);
    }

    private static final class Small extends ServerHttpRequestDecorator {

        Small(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            if (getHeaders().getContentLength() > MAX_BYTES) {
                return Flux.error(Small::tooLarge);
            }
            AtomicInteger arrived = new AtomicInteger();
            return super.getBody().handle((piece, sink) -> {
                if (arrived.addAndGet(piece.readableByteCount()) > MAX_BYTES) {
                    DataBufferUtils.release(piece);
                    sink.error(tooLarge());
                } else {
                    sink.next(piece);
                }
            });
        }

        private static ApiException tooLarge() {
            return new ApiException(HttpStatus.CONTENT_TOO_LARGE, "The body is too large, 16 KiB is the most here");
        }
    }
}
