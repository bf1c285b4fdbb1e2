package io.bellwire.common.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Events that are made only as the peer takes them. */
class OutboxPiecesTest extends OutboxFixture {

    /** Pieces that are as large as the network may hold, the content of each its number and then spaces. */
    private static Frame inPieces(int count, AtomicInteger made) {
        return Frame.eventInPieces(() -> IntStream.range(0, count)
                .mapToObj(i -> {
                    made.incrementAndGet();
                    return bytes(i + " ".repeat(Outbox.MAX_IN_FLIGHT - 1));
                })
                .iterator());
    }

    @Test
    void a_late_frame_is_made_when_its_turn_has_come() {
        AtomicInteger revision = new AtomicInteger(1);
        fillTheNetwork();
        offer(Frame.late(() -> bytes("at " + revision.get())));
        revision.set(2);
        resume();
        assertThat(network.sent).endsWith("at 2");
    }

    @Test
    void a_message_in_pieces_is_made_as_it_is_taken_and_nothing_comes_between() {
        AtomicInteger made = new AtomicInteger();
        network.stall();
        offer(inPieces(4, made));
        offer(control("pong"));
        offer(inPieces(1, made));
        assertThat(made.get())
                .as("one with the network, and perhaps one to see whether it is the last")
                .isLessThan(3);
        network.letThrough();
        channel.runPendingTasks();
        assertThat(made.get()).isLessThan(4);
        resume();
        assertThat(sent()).containsExactly("0+", "+1+", "+2+", "+3", "pong", "0");
    }

    @Test
    void what_is_dropped_before_its_turn_is_never_made() {
        AtomicInteger made = new AtomicInteger();
        overflow = () -> List.of(event("latest"));
        fillTheNetwork();
        offer(inPieces(4, made));
        for (int i = 0; i < 10; i++) {
            offer(event("" + i));
        }
        resume();
        assertThat(made).hasValue(0);
        assertThat(sent()).contains("latest");
    }

    @Test
    void finishing_waits_for_the_pieces_of_what_was_begun() {
        network.stall();
        offer(inPieces(3, new AtomicInteger()));
        List<String> order = new ArrayList<>();
        outbox.finish(() -> order.addAll(sent()));
        channel.runPendingTasks();
        resume();
        assertThat(order).containsExactly("0+", "+1+", "+2");
    }

    @Test
    void of_what_was_begun_no_more_is_made_once_the_connection_has_ended() {
        AtomicInteger made = new AtomicInteger();
        network.stall();
        offer(inPieces(10, made));
        channel.close();
        channel.runPendingTasks();
        resume();
        assertThat(made.get()).isLessThan(3);
    }
}
