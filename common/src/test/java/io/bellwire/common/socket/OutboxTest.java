package io.bellwire.common.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The outbox on a channel whose network takes frames only when the test says so. */
class OutboxTest {

    private static final Outbox.Limits LIMITS = new Outbox.Limits(10, 80 * 1024);

    private final Network network = new Network();
    private final EmbeddedChannel channel = new EmbeddedChannel(network);
    private final List<Throwable> backlogErrors = new ArrayList<>();
    private Overflow overflow = Overflow.REFUSE;
    private final Outbox outbox = new Outbox(channel, LIMITS, () -> overflow.replacement(), backlogErrors::add);

    /** Holds every write until it is let through. */
    private static final class Network extends ChannelOutboundHandlerAdapter {

        private record Held(Object frame, ChannelPromise promise) {}

        private final Deque<Held> held = new ArrayDeque<>();
        private final List<String> sent = new ArrayList<>();
        private boolean open = true;

        @Override
        public void write(ChannelHandlerContext context, Object frame, ChannelPromise promise) {
            held.add(new Held(frame, promise));
            if (open) {
                letThrough();
            }
        }

        void stall() {
            open = false;
        }

        void resume() {
            open = true;
            while (!held.isEmpty()) {
                letThrough();
            }
        }

        private void letThrough() {
            Held first = held.remove();
            sent.add(textOf(first.frame()));
            ReferenceCountUtil.release(first.frame());
            first.promise().setSuccess();
        }

        private static String textOf(Object frame) {
            if (frame instanceof ContinuationWebSocketFrame part) {
                return "+" + part.text() + (part.isFinalFragment() ? "" : "+");
            }
            return frame instanceof TextWebSocketFrame text
                    ? text.text() + (text.isFinalFragment() ? "" : "+")
                    : "ping";
        }
    }

    @AfterEach
    void letGo() {
        network.resume();
        channel.finishAndReleaseAll();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Frame event(String text) {
        return Frame.event(bytes(text));
    }

    private static Frame control(String text) {
        return Frame.control(bytes(text));
    }

    private boolean offer(Frame frame) {
        boolean taken = outbox.offer(frame);
        channel.runPendingTasks();
        return taken;
    }

    private void resume() {
        network.resume();
        channel.runPendingTasks();
    }

    /** A network that has as much as it takes, so that whatever is offered now waits. */
    private void fillTheNetwork() {
        network.stall();
        offer(Frame.binary(new byte[Outbox.MAX_IN_FLIGHT]));
    }

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
    void a_late_frame_is_made_when_its_turn_has_come() {
        AtomicInteger revision = new AtomicInteger(1);
        fillTheNetwork();
        offer(Frame.late(() -> bytes("at " + revision.get())));
        revision.set(2);
        resume();
        assertThat(network.sent).endsWith("at 2");
    }

    /** Pieces that are as large as the network may hold, the content of each its number and then spaces. */
    private static Frame inPieces(int count, AtomicInteger made) {
        return Frame.eventInPieces(() -> IntStream.range(0, count)
                .mapToObj(i -> {
                    made.incrementAndGet();
                    return bytes(i + " ".repeat(Outbox.MAX_IN_FLIGHT - 1));
                })
                .iterator());
    }

    private List<String> sent() {
        return network.sent.stream().map(text -> text.replace(" ", "")).toList();
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
    void a_connection_that_ends_is_forgotten() {
        List<Boolean> heard = new ArrayList<>();
        fillTheNetwork();
        offer(control("waiting").whenWritten(heard::add));
        channel.close();
        channel.runPendingTasks();
        assertThat(heard).containsExactly(false);
        assertThat(offer(event("after the end"))).isFalse();
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
