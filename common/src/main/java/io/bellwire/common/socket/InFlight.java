package io.bellwire.common.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** What a connection's outbox has handed to Netty and the peer has yet to take. Changed by the event loop alone. */
final class InFlight {

    private final Channel channel;
    private final long limit;
    private final AtomicInteger frames = new AtomicInteger();
    private long bytes;
    private long unwritten;
    private volatile long lastProgress = System.nanoTime();

    /** @param limit bytes beyond which nothing is added; a first frame may have more */
    InFlight(Channel channel, long limit) {
        this.channel = channel;
        this.limit = limit;
    }

    boolean isEmpty() {
        return frames.get() == 0;
    }

    boolean hasRoom() {
        return isEmpty() || bytes < limit;
    }

    void add(Frame frame) {
        if (frames.getAndIncrement() == 0) {
            lastProgress = System.nanoTime();
        }
        bytes += frame.size();
    }

    void remove(Frame frame) {
        frames.decrementAndGet();
        bytes -= frame.size();
        lastProgress = System.nanoTime();
    }

    /** Nanoseconds for which no byte of it has left; 0 where there is nothing. */
    long stalledFor(long now) {
        return isEmpty() ? 0 : Math.max(0, now - lastProgress);
    }

    /** Notes how far a frame has come that is too great to leave at once; to be called every second or so. */
    void watch() {
        if (!isEmpty()) {
            channel.eventLoop().execute(this::lookAtUnwritten);
        }
    }

    private void lookAtUnwritten() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        if (buffer == null) {
            return;
        }
        long now = buffer.totalPendingWriteBytes() - buffer.currentProgress();
        if (now < unwritten) {
            lastProgress = System.nanoTime();
        }
        unwritten = now;
    }
}
