package io.bellwire.testsupport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** One direction of a connection. Everything happens on the connection's event loop. */
final class WirePipe extends ChannelInboundHandlerAdapter {

    private static final int MAX_QUEUED = 64 * 1024;
    private static final long THROTTLE_TICK_MILLIS = 20;
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final WireLink link;
    private final Channel from;
    private final Channel to;
    private final boolean toClient;
    private final Deque<Piece> queue = new ArrayDeque<>();
    private WireFaults faults;
    private int queuedBytes;
    private long lastDue;
    private long bytesUntilReset = Long.MAX_VALUE;
    private boolean ended;
    private boolean scheduled;
    private long allowedAt = System.nanoTime();

    private record Piece(ByteBuf bytes, long due) {}

    WirePipe(WireLink link, Channel from, Channel to, WireFaults faults, boolean toClient) {
        this.link = link;
        this.from = from;
        this.to = to;
        this.faults = faults;
        this.toClient = toClient;
    }

    void start() {
        to.closeFuture().addListener(closed -> {
            discard();
            if (!faults.hold()) {
                from.close();
            }
        });
        readOn();
    }

    void now(WireFaults changed) {
        faults = changed;
        allowedAt = System.nanoTime();
        if (!to.isOpen() && !changed.hold()) {
            from.close();
        }
        pump();
    }

    void resetAfter(long bytes) {
        bytesUntilReset = bytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (toClient && faults.dropAnswers() || !to.isOpen()) {
            link.lost();
            ReferenceCountUtil.release(message);
            return;
        }
        ByteBuf bytes = (ByteBuf) message;
        lastDue = Math.max(lastDue, System.nanoTime() + faults.delayNanos());
        queue.add(new Piece(bytes, lastDue));
        queuedBytes += bytes.readableBytes();
        pump();
    }

    void pump() {
        while (!queue.isEmpty() && !faults.hold() && to.isActive()) {
            Piece first = queue.element();
            long wait = first.due() - System.nanoTime();
            if (wait > 0) {
                later(wait);
                break;
            }
            int size = allowed(first.bytes().readableBytes());
            if (size == 0 || !to.isWritable()) {
                break;
            }
            write(first, size);
        }
        if (ended && queue.isEmpty() && !faults.hold()) {
            to.close();
        }
        readOn();
    }

    /** Writing may call back, to go on pumping or to discard what is left: by then the queue must be right. */
    private void write(Piece first, int size) {
        ByteBuf bytes = first.bytes().readRetainedSlice(size);
        queuedBytes -= size;
        if (!first.bytes().isReadable()) {
            queue.remove().bytes().release();
        }
        bytesUntilReset -= bytesUntilReset == Long.MAX_VALUE ? 0 : size;
        to.writeAndFlush(bytes);
        if (bytesUntilReset <= 0) {
            link.reset();
        }
    }

    /** How many of the waiting bytes may go now; where it is none, the rest is tried again by itself. */
    private int allowed(int waiting) {
        int size = faults.slice() > 0 ? Math.min(waiting, faults.slice()) : waiting;
        if (bytesUntilReset < size) {
            size = (int) bytesUntilReset;
        }
        if (!toClient || faults.bytesPerSecond() == 0) {
            return size;
        }
        long now = System.nanoTime();
        allowedAt = Math.max(allowedAt, now - BURST_NANOS);
        long nanosPerByte = TimeUnit.SECONDS.toNanos(1) / faults.bytesPerSecond();
        int affordable = (int) Math.min(size, (now - allowedAt) / nanosPerByte);
        allowedAt += affordable * nanosPerByte;
        if (affordable == 0) {
            later(TimeUnit.MILLISECONDS.toNanos(THROTTLE_TICK_MILLIS));
        }
        return affordable;
    }

    private void later(long nanos) {
        if (!scheduled) {
            scheduled = true;
            from.eventLoop()
                    .schedule(
                            () -> {
                                scheduled = false;
                                pump();
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
        }
    }

    /** Without reading, the kernel's buffers fill and the sender learns it as it would from a slow peer. */
    private void readOn() {
        from.config().setAutoRead(!faults.hold() && queuedBytes < MAX_QUEUED);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        link.writable(from);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended = true;
        pump();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
        link.reset();
    }

    private void discard() {
        queue.forEach(piece -> piece.bytes().release());
        queue.clear();
        queuedBytes = 0;
    }
}
