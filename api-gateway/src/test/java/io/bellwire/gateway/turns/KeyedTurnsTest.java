package io.bellwire.gateway.turns;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.reactive.Turns;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

class KeyedTurnsTest {

    private final KeyedTurns<String> turns = new KeyedTurns<>(() -> new Turns(1, 10));
    private final HeldWork work = new HeldWork();

    @Test
    void work_for_one_key_waits_for_each_other_and_for_no_other_key() {
        List<CompletableFuture<String>> all = List.of(
                turns.take("anna", work.of("anna 1")).toFuture(),
                turns.take("anna", work.of("anna 2")).toFuture(),
                turns.take("bert", work.of("bert")).toFuture());
        assertThat(work.begun()).containsExactly("anna 1", "bert");
        work.letGo();
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(work.begun()).containsExactly("anna 1", "bert", "anna 2");
    }

    @Test
    void a_key_is_forgotten_with_its_last_work_also_where_nobody_listens_any_more() {
        Disposable gone = turns.take("anna", work.of("1")).subscribe();
        turns.take("anna", work.of("2")).subscribe();
        gone.dispose();
        turns.take("anna", work.of("3")).subscribe();
        assertThat(work.begun()).containsExactly("1");
        assertThat(turns.size()).isEqualTo(1);
        work.letGo();
        assertThat(work.begun()).containsExactly("1", "2", "3");
        assertThat(turns.size()).isZero();
    }

    @Test
    void what_waits_when_the_end_has_come_is_refused() {
        turns.take("anna", work.of("1")).subscribe();
        CompletableFuture<String> waiting = turns.take("anna", work.of("2")).toFuture();
        turns.refuseWaiting();
        assertThat(waiting)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(RejectedExecutionException.class);
        work.letGo();
        assertThat(work.begun()).containsExactly("1");
        assertThat(turns.size()).isZero();
    }
}
