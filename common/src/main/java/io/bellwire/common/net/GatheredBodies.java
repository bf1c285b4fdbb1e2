package io.bellwire.common.net;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Gathers the bodies of requests into larger pieces as they arrive. Each piece is a buffer of its own until the whole body
 * is there: of a peer that sends byte by byte, one byte would cost some 165 bytes of memory, and 2 MiB 340 MB. What all
 * bodies have beyond their first {@value #PIECE} bytes is bounded: one that would be more is a 503.
 */
@Component
final class GatheredBodies implements HttpHandlerDecoratorFactory {

    private static final int PIECE = 16 * 1024;
    private static final int FIRST_CAPACITY = 256;

    private final ByteBudget budget;
    private final long maxBody;

    /** @param maxBody what may be read of one body; one that announces more is not waited for */
    GatheredBodies(HttpSettings settings, @Value("${spring.http.codecs.max-in-memory-size:2MB}") DataSize maxBody) {
        this.budget = new ByteBudget(settings.maxUnfinishedBodies().toBytes());
        this.maxBody = maxBody.toBytes();
    }

    @Override
    public HttpHandler apply(HttpHandler handler) {
        return (request, response) ->
                handler.handle(CallsToTheEnd.isWebSocketHandshake(request) ? request : new Gathered(request), response);
    }

    private final class Gathered extends ServerHttpRequestDecorator {

        Gathered(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return getHeaders().getContentLength() > maxBody
                    ? Flux.error(
                            () -> new DataBufferLimitException("The body announces more than " + maxBody + " bytes"))
                    : gather(super.getBody(), budget);
        }
    }

    /** The same bytes in pieces of 16 KiB and more, but for the last one; on the heap, so that nothing has to be released. */
    static Flux<DataBuffer> gather(Flux<DataBuffer> body, ByteBudget budget) {
        return Flux.defer(() -> {
            Pile pile = new Pile(budget);
            return body.<DataBuffer>handle((arrived, sink) -> {
                        if (!pile.add(arrived)) {
                            sink.error(ByteBudget.exhausted());
                        } else if (pile.size() >= PIECE) {
                            sink.next(pile.take());
                        }
                    })
                    .concatWith(Mono.defer(() -> pile.size() == 0 ? Mono.empty() : Mono.just(pile.take())))
                    .doFinally(end -> pile.giveBack());
        });
    }

    /** What has arrived of one body and was not handed on, and what all of it has taken of the budget. */
    private static final class Pile {

        private final ByteBudget budget;
        private @Nullable DataBuffer gathered;
        private long arrivedBytes;
        private long takenBytes;

        Pile(ByteBudget budget) {
            this.budget = budget;
        }

        int size() {
            return gathered == null ? 0 : gathered.readableByteCount();
        }

        /** False where there is no room for it. */
        boolean add(DataBuffer arrived) {
            try {
                return hasRoomFor(arrived.readableByteCount()) && append(arrived);
            } finally {
                DataBufferUtils.release(arrived);
            }
        }

        private boolean hasRoomFor(int bytes) {
            arrivedBytes += bytes;
            long more = Math.max(0, arrivedBytes - PIECE) - takenBytes;
            if (more > 0 && !budget.tryTake(more)) {
                return false;
            }
            takenBytes += more;
            return true;
        }

        private boolean append(DataBuffer arrived) {
            DataBuffer all = gathered == null
                    ? DefaultDataBufferFactory.sharedInstance.allocateBuffer(
                            Math.max(FIRST_CAPACITY, arrived.readableByteCount()))
                    : gathered;
            all.write(arrived);
            gathered = all;
            return true;
        }

        DataBuffer take() {
            DataBuffer all = gathered == null ? DefaultDataBufferFactory.sharedInstance.allocateBuffer(0) : gathered;
            gathered = null;
            return all;
        }

        void giveBack() {
            budget.giveBack(takenBytes);
        }
    }
}
