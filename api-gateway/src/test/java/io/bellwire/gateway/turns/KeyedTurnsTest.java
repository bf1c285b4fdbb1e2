package io.bellwire.gateway.turns;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.reactive.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class KeyedTurnsTest {

    private final KeyedTurns<String> turns = new KeyedTurns<>(() -> new Turns(1, 10));
    private final Sinks.Empty<String> gate = Sinks.empty();
    private final List<String> begun = new ArrayList<>();

    private Mono<String> work(String name) {
        return Mono.defer(() -> {
            begun.add(name);
            return gate.asMono();
        });
    }

    @Test
    void work_for_one_key_waits_for_each_other_and_for_no_other_key() {
        List<CompletableFuture<String>> all = List.of(
                turns.take("anna", work("anna 1")).toFuture(),
                turns.take("anna", work("anna 2")).toFuture(),
                turns.take("bert", work("bert")).toFuture());
        assertThat(begun).containsExactly("anna 1", "bert");
        gate.tryEmitEmpty();
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(begun).containsExactly("anna 1", "bert", "anna 2");
    }

    @Test
    void a_key_is_forgotten_with_its_last_work_also_where_nobody_listens_any_more() {
        Disposable gone = turns.take("anna", work("1")).subscribe();
        turns.take("anna", work("2")).subscribe();
        gone.dispose();
        turns.take("anna", work("3")).subscribe();
        assertThat(begun).containsExactly("1");
        assertThat(turns.size()).isEqualTo(1);
        gate.tryEmitEmpty();
        assertThat(begun).containsExactly("1", "2", "3");
        assertThat(turns.size()).isZero();
    }

    @Test
    void what_waits_when_the_end_has_come_is_refused() {
        turns.take("anna", work("1")).subscribe();
        CompletableFuture<String> waiting = turns.take("anna", work("2")).toFuture();
        turns.refuseWaiting();
        assertThat(waiting)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(RejectedExecutionException.class);
        gate.tryEmitEmpty();
        assertThat(begun).containsExactly("1");
        assertThat(turns.size()).isZero();
    }
}
