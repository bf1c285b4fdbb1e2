package io.bellwire.common.net;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Gathers the bodies of requests into larger pieces as they arrive. Each piece is a buffer of its own until the whole body
 * is there: of a peer that sends byte by byte, one byte would cost some 165 bytes of memory, and 2 MiB 340 MB.
 */
@Component
final class GatheredBodies implements HttpHandlerDecoratorFactory {

    private static final int PIECE = 16 * 1024;
    private static final int FIRST_CAPACITY = 256;

    @Override
    public HttpHandler apply(HttpHandler handler) {
        return (request, response) ->
                handler.handle(CallsToTheEnd.isWebSocketHandshake(request) ? request : new Gathered(request), response);
    }

    private static final class Gathered extends ServerHttpRequestDecorator {

        Gathered(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return gather(super.getBody());
        }
    }

    /** The same bytes in pieces of 16 KiB and more, but for the last one; on the heap, so that nothing has to be released. */
    static Flux<DataBuffer> gather(Flux<DataBuffer> body) {
        return Flux.defer(() -> {
            Pile pile = new Pile();
            return body.<DataBuffer>handle((arrived, sink) -> {
                        pile.add(arrived);
                        if (pile.size() >= PIECE) {
                            sink.next(pile.take());
                        }
                    })
                    .concatWith(Mono.defer(() -> pile.size() == 0 ? Mono.empty() : Mono.just(pile.take())));
        });
    }

    private static final class Pile {

        private @Nullable DataBuffer gathered;

        int size() {
            return gathered == null ? 0 : gathered.readableByteCount();
        }

        void add(DataBuffer arrived) {
            DataBuffer all = gathered == null
                    ? DefaultDataBufferFactory.sharedInstance.allocateBuffer(
                            Math.max(FIRST_CAPACITY, arrived.readableByteCount()))
                    : gathered;
            all.write(arrived);
            DataBufferUtils.release(arrived);
            gathered = all;
        }

        DataBuffer take() {
            DataBuffer all = gathered == null ? DefaultDataBufferFactory.sharedInstance.allocateBuffer(0) : gathered;
            gathered = null;
            return all;
        }
    }
}
