package io.bellwire.common.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The outbox on a channel whose network takes frames only when the test says so. */
class OutboxTest extends OutboxFixture {

    @Test
    void frames_leave_in_the_order_they_were_offered() {
        for (int i = 0; i < 100; i++) {
            assertThat(offer(i % 2 == 0 ? event("" + i) : control("" + i))).isTrue();
        }
        assertThat(network.sent)
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(String::valueOf).toList());
    }

    @Test
    void no_more_is_with_the_network_than_it_may_hold() {
        network.stall();
        byte[] half = new byte[Outbox.MAX_IN_FLIGHT / 2];
        Outbox roomy = new Outbox(channel, new Outbox.Limits(100, 1 << 20), overflow, backlogErrors::add);
        for (int i = 0; i < 5; i++) {
            roomy.offer(Frame.binary(half));
        }
        channel.runPendingTasks();
        assertThat(network.held).hasSize(2);
        resume();
        assertThat(network.sent).hasSize(5);
    }

    @Test
    void without_a_replacement_what_does_not_fit_is_refused_and_the_rest_stays() {
        fillTheNetwork();
        for (int i = 0; i < 10; i++) {
            assertThat(offer(event("" + i))).isTrue();
        }
        assertThat(offer(event("one too many"))).isFalse();
        assertThat(offer(control("that too"))).isFalse();
        resume();
        assertThat(network.sent.subList(1, 11))
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(String::valueOf).toList());
        assertThat(network.sent).hasSize(11);
    }

    @Test
    void bytes_are_limited_as_well() {
        fillTheNetwork();
        assertThat(offer(control("x".repeat(50 * 1024)))).isTrue();
        assertThat(offer(control("x".repeat(50 * 1024)))).isFalse();
        assertThat(offer(control("x".repeat(30 * 1024)))).isTrue();
    }

    @Test
    void a_slow_peer_gets_one_replacement_for_its_events_and_all_of_its_answers() {
        overflow = () -> List.of(event("sync_required"));
        fillTheNetwork();
        offer(control("pong"));
        for (int i = 0; i < 95; i++) {
            assertThat(offer(event("" + i))).isTrue();
        }
        resume();
        List<String> sent = network.sent.subList(1, network.sent.size());
        assertThat(sent).startsWith("pong", "sync_required").hasSizeLessThanOrEqualTo(10);
        assertThat(sent).filteredOn("sync_required"::equals).hasSize(1);
        assertThat(sent).endsWith("94");
    }

    @Test
    void what_stands_in_for_dropped_events_comes_before_whatever_speaks_of_them() {
        overflow = () -> List.of(event("sync_required"));
        fillTheNetwork();
        offer(control("greeting"));
        offer(event("1"));
        offer(control("heartbeat after 1"));
        for (int i = 2; i < 10; i++) {
            offer(event("" + i));
        }

        resume();

        assertThat(network.sent.subList(1, network.sent.size()))
                .containsExactly("greeting", "sync_required", "heartbeat after 1");
    }

    @Test
    void answers_that_are_never_taken_are_refused_in_the_end() {
        overflow = () -> List.of(event("sync_required"));
        fillTheNetwork();
        int taken = 0;
        while (offer(control("pong"))) {
            taken++;
        }
        assertThat(taken).isBetween(9, 10);
    }

    @Test
    void a_stall_is_seen_and_ends_with_the_next_frame_that_leaves() {
        long now = System.nanoTime();
        assertThat(outbox.inFlight().stalledFor(now + 1_000_000_000L)).isZero();
        network.stall();
        offer(event("held"));
        assertThat(outbox.inFlight().stalledFor(System.nanoTime() + 5_000_000_000L))
                .isGreaterThan(4_000_000_000L);
        resume();
        assertThat(outbox.inFlight().stalledFor(System.nanoTime() + 5_000_000_000L))
                .isZero();
    }

    @Test
    void whoever_asked_hears_whether_the_frame_was_written() {
        List<Boolean> heard = new ArrayList<>();
        offer(control("first").whenWritten(heard::add));
        assertThat(heard).containsExactly(true);
        fillTheNetwork();
        offer(control("second").whenWritten(heard::add));
        outbox.abandon();
        assertThat(heard).containsExactly(true, false);
        assertThat(offer(control("third"))).isFalse();
    }

    @Test
    void finishing_waits_for_what_is_queued_and_takes_nothing_more() {
        fillTheNetwork();
        offer(event("last"));
        List<String> order = new ArrayList<>();
        outbox.finish(() -> order.addAll(network.sent));
        channel.runPendingTasks();
        assertThat(offer(event("too late"))).isFalse();
        assertThat(order).isEmpty();
        resume();
        assertThat(order).endsWith("last");
    }

    @Test
    void a_connection_that_ends_is_forgotten() {
        List<Boolean> heard = new ArrayList<>();
        fillTheNetwork();
        offer(control("waiting").whenWritten(heard::add));
        channel.close();
        channel.runPendingTasks();
        assertThat(heard).containsExactly(false);
        assertThat(offer(event("after the end"))).isFalse();
    }
}
