package io.bellwire.common.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What is read page by page, ahead of the events that wait. */
class OutboxBacklogTest extends OutboxFixture {

    @Test
    void a_backlog_goes_ahead_of_events_and_behind_answers_page_by_page() {
        List<List<Frame>> pages =
                new ArrayList<>(List.of(List.of(event("p1"), event("p2")), List.of(event("p3")), List.of()));
        offer(control("connected"));
        outbox.replay(() -> Mono.just(pages.remove(0)));
        outbox.offer(control("pong"));
        outbox.offer(event("live"));
        channel.runPendingTasks();
        assertThat(network.sent).containsExactly("connected", "pong", "p1", "p2", "p3", "live");
        assertThat(pages).isEmpty();
    }

    @Test
    void a_page_is_asked_for_only_when_the_one_before_has_been_taken() {
        AtomicInteger asked = new AtomicInteger();
        network.stall();
        outbox.replay(() -> {
            asked.incrementAndGet();
            return Mono.just(List.of(Frame.event(new byte[Outbox.MAX_IN_FLIGHT])));
        });
        channel.runPendingTasks();
        assertThat(asked).hasValue(1);
        network.letThrough();
        channel.runPendingTasks();
        assertThat(asked).hasValue(2);
        outbox.abandon();
    }

    @Test
    void answers_are_sent_while_a_page_is_being_read() {
        Sinks.One<List<Frame>> page = Sinks.one();
        outbox.replay(page::asMono);
        offer(control("pong"));
        offer(event("live"));
        assertThat(network.sent).containsExactly("pong");
        page.tryEmitValue(List.of());
        channel.runPendingTasks();
        assertThat(network.sent).containsExactly("pong", "live");
    }

    @Test
    void a_backlog_that_cannot_be_read_is_told_and_not_asked_again() {
        AtomicInteger asked = new AtomicInteger();
        outbox.replay(() -> {
            asked.incrementAndGet();
            return Mono.error(new IllegalStateException("away"));
        });
        channel.runPendingTasks();
        assertThat(backlogErrors).hasSize(1);
        assertThat(asked).hasValue(1);
    }

    @Test
    void nothing_is_read_for_a_connection_that_has_ended() {
        AtomicInteger asked = new AtomicInteger();
        channel.close();
        outbox.replay(() -> {
            asked.incrementAndGet();
            return Mono.never();
        });
        channel.runPendingTasks();
        assertThat(asked).hasValue(0);
    }

    @Test
    void a_page_that_comes_after_the_end_is_the_last_one() {
        AtomicInteger asked = new AtomicInteger();
        Sinks.One<List<Frame>> page = Sinks.one();
        outbox.replay(() -> {
            asked.incrementAndGet();
            return page.asMono();
        });
        channel.runPendingTasks();
        channel.close();
        page.tryEmitValue(List.of(event("too late")));
        channel.runPendingTasks();
        assertThat(asked).hasValue(1);
        assertThat(network.sent).isEmpty();
    }
}
