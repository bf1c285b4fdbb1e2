package io.bellwire.common.net;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;

/**
 * Writes each HTTP answer on the event loop of its connection. Written by the thread that brought it, from PostgreSQL or
 * Redis, it could meet the end of the connection half way: it was then lost with its buffer, or found no event loop any
 * more and was an error in the log.
 */
@Component
final class AnswersOnTheirLoop implements HttpHandlerDecoratorFactory {

    @Override
    public HttpHandler apply(HttpHandler handler) {
        return (request, response) -> handler.handle(
                request,
                CallsToTheEnd.isWebSocketHandshake(request) ? response : new OnLoop(response, loopOf(request)));
    }

    private static Scheduler loopOf(ServerHttpRequest request) {
        Connection connection = ServerHttpRequestDecorator.getNativeRequest(request);
        EventLoop loop = connection.channel().eventLoop();
        return Schedulers.fromExecutor(task -> execute(task, loop));
    }

    /** A loop that has ended, as its service stops, has closed its connections: any thread finds them so. */
    private static void execute(Runnable task, EventLoop loop) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException ended) {
            task.run();
        }
    }

    private static final class OnLoop extends ServerHttpResponseDecorator {

        private final Scheduler loop;

        OnLoop(ServerHttpResponse response, Scheduler loop) {
            super(response);
            this.loop = loop;
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            return super.writeWith(body).subscribeOn(loop);
        }

        @Override
        public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
            return super.writeAndFlushWith(body).subscribeOn(loop);
        }

        @Override
        public Mono<Void> setComplete() {
            return super.setComplete().subscribeOn(loop);
        }
    }
}
