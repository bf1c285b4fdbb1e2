package io.bellwire.common.socket;

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
import org.junit.jupiter.api.AfterEach;

/** An outbox before a network that holds every write until it is let through. */
abstract class OutboxFixture {

    static final Outbox.Limits LIMITS = new Outbox.Limits(10, 80 * 1024);
    final Network network = new Network();
    final EmbeddedChannel channel = new EmbeddedChannel(network);
    final List<Throwable> backlogErrors = new ArrayList<>();
    Overflow overflow = Overflow.REFUSE;
    final Outbox outbox = new Outbox(channel, LIMITS, () -> overflow.replacement(), backlogErrors::add);

    /** Holds every write until it is let through. */
    static final class Network extends ChannelOutboundHandlerAdapter {

        record Held(Object frame, ChannelPromise promise) {}

        final Deque<Held> held = new ArrayDeque<>();
        final List<String> sent = new ArrayList<>();
        boolean open = true;

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

        void letThrough() {
            Held first = held.remove();
            sent.add(textOf(first.frame()));
            ReferenceCountUtil.release(first.frame());
            first.promise().setSuccess();
        }

        static String textOf(Object frame) {
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

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Frame event(String text) {
        return Frame.event(bytes(text));
    }

    static Frame control(String text) {
        return Frame.control(bytes(text));
    }

    boolean offer(Frame frame) {
        boolean taken = outbox.offer(frame);
        channel.runPendingTasks();
        return taken;
    }

    void resume() {
        network.resume();
        channel.runPendingTasks();
    }

    /** A network that has as much as it takes, so that whatever is offered now waits. */
    void fillTheNetwork() {
        network.stall();
        offer(Frame.binary(new byte[Outbox.MAX_IN_FLIGHT]));
    }

    List<String> sent() {
        return network.sent.stream().map(text -> text.replace(" ", "")).toList();
    }
}
