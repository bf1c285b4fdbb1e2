package io.bellwire.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.RawHttp;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

class AnswersOnTheirLoopTest {

    private static final int MOST_NANOS = 100_000;

    private final NettyDataBufferFactory buffers = new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);
    private final Queue<NettyDataBuffer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();

    private final LoopResources loops = LoopResources.create("answers", 1, true);
    private @Nullable DisposableServer server;

    private int serving(Function<ServerHttpResponse, Mono<Void>> answering) {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .runOn(loops)
                .handle(new ReactorHttpHandlerAdapter(new AnswersOnTheirLoop()
                        .apply(new CallsToTheEnd().apply((request, response) -> answering.apply(response)))))
                .bindNow();
        return server.port();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
        endLoops();
    }

    private void endLoops() {
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Await.LIMIT);
    }

    private Mono<Void> answer(ServerHttpResponse response) {
        NettyDataBuffer answer = buffers.allocateBuffer(16);
        answer.write("answer", StandardCharsets.US_ASCII);
        answers.add(answer);
        return response.writeWith(Mono.just(answer)).doOnError(errors::add);
    }

    private Mono<Void> answersAtAnyMoment(ServerHttpResponse response) {
        return Mono.defer(() -> {
                    pass(ThreadLocalRandom.current().nextInt(MOST_NANOS));
                    return answer(response);
                })
                .subscribeOn(Schedulers.parallel());
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
        int port = serving(this::answersAtAnyMoment);
        for (int i = 0; i < calls; i++) {
            RawHttp caller = RawHttp.connect(port).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            pass(random.nextInt(MOST_NANOS));
            caller.reset();
        }
        Await.that(() -> assertThat(answers).hasSizeGreaterThan(calls / 2).noneMatch(NettyDataBuffer::isAllocated));
        assertThat(errors).isNotEmpty().hasOnlyElementsOfType(AbortedException.class);
    }

    @Test
    void an_answer_that_comes_when_the_service_has_ended_is_for_nobody() {
        Sinks.Empty<Void> late = Sinks.empty();
        int port = serving(response -> late.asMono().then(Mono.defer(() -> answer(response))));
        try (RawHttp caller = RawHttp.connect(port).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            Await.until("it waits", () -> late.currentSubscriberCount() == 1);
            endLoops();
            late.tryEmitEmpty().orThrow();
        }
        assertThat(errors).hasSize(1).hasOnlyElementsOfType(AbortedException.class);
        assertThat(answers).hasSize(1).noneMatch(NettyDataBuffer::isAllocated);
    }
}
