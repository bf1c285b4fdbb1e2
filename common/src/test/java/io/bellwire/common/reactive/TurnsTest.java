package io.bellwire.common.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class TurnsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Sinks.One<String> gate = Sinks.one();
    private final AtomicInteger begun = new AtomicInteger();

    private Mono<String> work() {
        return Mono.defer(() -> {
            begun.incrementAndGet();
            return gate.asMono();
        });
    }

    private List<CompletableFuture<String>> taken(Turns turns, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> turns.take(work()).toFuture())
                .toList();
    }

    @Test
    void so_many_run_at_a_time_so_many_wait_and_one_more_is_refused() {
        Turns turns = new Turns(2, 3);
        List<CompletableFuture<String>> all = taken(turns, 5);
        assertThat(begun).hasValue(2);
        assertThatThrownBy(() -> turns.take(work()).block(LIMIT)).isInstanceOf(RejectedExecutionException.class);
        gate.tryEmitValue("done");
        assertThat(all).allSatisfy(one -> assertThat(one.join()).isEqualTo("done"));
        assertThat(begun).hasValue(5);
    }

    @Test
    void what_waits_too_long_is_refused_and_never_begun_and_takes_nobodys_turn() {
        Turns turns = new Turns(1, 1, Duration.ofMillis(20));
        List<CompletableFuture<String>> first = taken(turns, 1);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> turns.take(work()).block(LIMIT)).isInstanceOf(RejectedExecutionException.class);
        }
        gate.tryEmitValue("done");
        assertThat(first.get(0).join()).isEqualTo("done");
        assertThat(begun).hasValue(1);
        assertThat(turns.take(work()).block(LIMIT)).isEqualTo("done");
    }

    @Test
    void whether_its_turn_came_or_its_time_was_over_no_turn_is_lost() {
        Turns turns = new Turns(1, 1_000, Duration.ofMillis(1));
        List<CompletableFuture<Boolean>> all = IntStream.range(0, 500)
                .mapToObj(i -> turns.take(Mono.fromRunnable(begun::incrementAndGet)
                                .subscribeOn(Schedulers.parallel())
                                .thenReturn(true))
                        .onErrorReturn(RejectedExecutionException.class, false)
                        .toFuture())
                .toList();
        long done = all.stream().filter(CompletableFuture::join).count();
        assertThat(begun).hasValue((int) done);
        assertThat(turns.take(Mono.just("next")).block(LIMIT)).isEqualTo("next");
    }
}
