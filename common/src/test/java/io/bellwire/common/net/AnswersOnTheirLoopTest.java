package io.bellwire.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.RawHttp;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServer;

class AnswersOnTheirLoopTest {

    private static final int MOST_NANOS = 100_000;

    private final NettyDataBufferFactory buffers = new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);
    private final Queue<NettyDataBuffer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();

    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle(new ReactorHttpHandlerAdapter(new AnswersOnTheirLoop()
                    .apply(new CallsToTheEnd().apply((request, response) -> answersAtAnyMoment(response)))))
            .bindNow();

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    private Mono<Void> answersAtAnyMoment(ServerHttpResponse response) {
        return Mono.defer(() -> {
                    pass(ThreadLocalRandom.current().nextInt(MOST_NANOS));
                    NettyDataBuffer answer = buffers.allocateBuffer(16);
                    answer.write("answer", StandardCharsets.US_ASCII);
                    answers.add(answer);
                    return response.writeWith(Mono.just(answer));
                })
                .subscribeOn(Schedulers.parallel())
                .doOnError(errors::add);
    }

    private static void pass(int nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            // shorter than any timer is exact
        }
    }

    /** Of 4,000 answers some ten were lost, and now and then one was an error, when any thread wrote to a connection. */
    @Test
    void callers_that_hang_up_at_any_moment_cost_no_buffer() {
        Random random = new Random(1);
        int calls = 4_000;
        for (int i = 0; i < calls; i++) {
            RawHttp caller = RawHttp.connect(server.port()).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            pass(random.nextInt(MOST_NANOS));
            caller.reset();
        }
        Await.that(() -> assertThat(answers).hasSizeGreaterThan(calls / 2).noneMatch(NettyDataBuffer::isAllocated));
        assertThat(errors).isNotEmpty().hasOnlyElementsOfType(AbortedException.class);
    }
}
