package io.bellwire.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.error.Unavailable;
import io.bellwire.testsupport.Await;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class GatheredBodiesTest {

    private final NettyDataBufferFactory netty = new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);
    private final List<ByteBuf> arrived = new ArrayList<>();
    private final ByteBudget budget = new ByteBudget(100_000);

    private DataBuffer piece(int size, int seed) {
        ByteBuf bytes = UnpooledByteBufAllocator.DEFAULT.buffer(size);
        for (int i = 0; i < size; i++) {
            bytes.writeByte(seed + i);
        }
        arrived.add(bytes);
        return netty.wrap(bytes);
    }

    private Flux<DataBuffer> gather(Flux<DataBuffer> body) {
        return GatheredBodies.gather(body, budget);
    }

    private static byte[] bytes(List<DataBuffer> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (DataBuffer piece : pieces) {
            byte[] bytes = new byte[piece.readableByteCount()];
            piece.read(bytes);
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    @Test
    void a_body_that_comes_byte_by_byte_is_few_buffers_with_the_same_bytes() {
        int size = 100_000;
        List<DataBuffer> pieces =
                gather(Flux.range(0, size).map(i -> piece(1, i))).collectList().block(Await.LIMIT);
        assertThat(pieces).hasSizeLessThan(8);
        byte[] expected = new byte[size];
        for (int i = 0; i < size; i++) {
            expected[i] = (byte) i;
        }
        assertThat(bytes(pieces)).isEqualTo(expected);
        assertThat(arrived).hasSize(size).allMatch(bytes -> bytes.refCnt() == 0);
    }

    @Test
    void pieces_of_any_size_keep_their_order_and_an_empty_body_is_empty() {
        List<DataBuffer> pieces = gather(Flux.just(piece(10, 1), piece(40_000, 2), piece(0, 0), piece(3, 3)))
                .collectList()
                .block(Await.LIMIT);
        assertThat(pieces).hasSize(2);
        assertThat(bytes(pieces)).hasSize(40_013).startsWith(1, 2, 3).endsWith(3, 4, 5);
        assertThat(arrived).allMatch(bytes -> bytes.refCnt() == 0);
        StepVerifier.create(gather(Flux.empty())).verifyComplete();
    }

    @Test
    void nothing_more_is_read_than_is_asked_for() {
        StepVerifier.create(gather(Flux.range(0, 10).map(i -> piece(16 * 1024, i))), 1)
                .expectNextCount(1)
                .then(() -> assertThat(arrived).hasSize(1))
                .thenCancel()
                .verify();
        assertThat(arrived).allMatch(bytes -> bytes.refCnt() == 0);
    }

    @Test
    void what_is_more_than_may_be_held_for_all_is_refused_and_what_ends_makes_room() {
        Sinks.Many<DataBuffer> first = Sinks.many().unicast().onBackpressureBuffer();
        Disposable unfinished = gather(first.asFlux()).subscribe();
        first.tryEmitNext(piece(90_000, 0));
        StepVerifier.create(gather(Flux.just(piece(10_000, 0), piece(30_000, 0), piece(10_000, 0))))
                .expectNextCount(1)
                .verifyErrorMatches(error -> error instanceof Unavailable);
        StepVerifier.create(gather(Flux.just(piece(16_000, 0))))
                .expectNextCount(1)
                .verifyComplete();
        unfinished.dispose();
        StepVerifier.create(gather(Flux.just(piece(60_000, 0))))
                .expectNextCount(1)
                .verifyComplete();
        StepVerifier.create(gather(Flux.just(piece(60_000, 0))))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(arrived).allMatch(bytes -> bytes.refCnt() == 0);
    }
}
