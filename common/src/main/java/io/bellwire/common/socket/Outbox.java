package io.bellwire.common.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What waits to be sent on one connection: bounded, in order, written by the connection's event loop alone.
 *
 * <p>Any thread may offer. At most {@value #MAX_IN_FLIGHT} bytes (or one frame) are with Netty at a time, each with
 * its own write promise; so a peer that does not read costs the limits below and no more, its lack of progress is
 * seen, and a sender can learn that its frame was written. A {@link Backlog} is sent before the queued events, and
 * is not counted: only one page of it is held. Nor is an event in pieces, of which there are those that are with Netty.
 */
public final class Outbox {

    static final int MAX_IN_FLIGHT = 64 * 1024;

    /**
     * @param messages that may wait
     * @param bytes that may wait
     */
    public record Limits(int messages, long bytes) {}

    private final Channel channel;
    private final Limits limits;
    private final Overflow overflow;
    private final Consumer<Throwable> onBacklogError;
    private final AtomicBoolean drainScheduled = new AtomicBoolean();

    private final Deque<Frame> queue = new ArrayDeque<>();
    private final Deque<Frame> page = new ArrayDeque<>();
    private long queuedBytes;
    private @Nullable Backlog backlog;
    private boolean fetching;
    private boolean closed;
    private @Nullable Runnable whenDrained;

    private final InFlight inFlight;

    /** What has yet to be sent of the message that was begun last. Used by the event loop alone. */
    private Iterator<Frame> parts = Collections.emptyIterator();

    Outbox(Channel channel, Limits limits, Overflow overflow, Consumer<Throwable> onBacklogError) {
        this.channel = channel;
        this.inFlight = new InFlight(channel, MAX_IN_FLIGHT);
        this.limits = limits;
        this.overflow = overflow;
        this.onBacklogError = onBacklogError;
        channel.closeFuture().addListener(closeFuture -> abandon());
    }

    /** Queues {@code frame}; false where the connection is ending or there is no room and nothing to drop. */
    boolean offer(Frame frame) {
        synchronized (queue) {
            if (closed || whenDrained != null) {
                return false;
            }
            add(frame);
            if (isOver() && !makeRoom()) {
                queue.removeLast();
                queuedBytes -= frame.size();
                return false;
            }
        }
        scheduleDrain();
        return true;
    }

    /** Sends what {@code source} holds before any event that is queued from now on; nothing where the connection is ending. */
    void replay(Backlog source) {
        synchronized (queue) {
            if (closed || whenDrained != null) {
                return;
            }
            backlog = source;
        }
        scheduleDrain();
    }

    /** Takes no more; runs {@code then} on the event loop once all that is queued has been written. */
    void finish(Runnable then) {
        synchronized (queue) {
            if (closed || whenDrained != null) {
                return;
            }
            backlog = null;
            whenDrained = then;
        }
        scheduleDrain();
    }

    /** Forgets what waits; whoever asked hears that it was not written. */
    void abandon() {
        Deque<Frame> unsent;
        synchronized (queue) {
            unsent = new ArrayDeque<>(queue);
            clear();
            closed = true;
        }
        unsent.forEach(frame -> frame.written(false));
    }

    /** What is with the network. */
    InFlight inFlight() {
        return inFlight;
    }

    private void add(Frame frame) {
        queue.addLast(frame);
        queuedBytes += frame.size();
    }

    private boolean isOver() {
        return queue.size() > limits.messages() || queuedBytes > limits.bytes();
    }

    /** The replacement comes where the first dropped event was: a heartbeat behind them speaks of what they said. */
    private boolean makeRoom() {
        List<Frame> replacement = queue.stream().anyMatch(Frame::isEvent) ? overflow.replacement() : List.of();
        if (replacement.isEmpty()) {
            return false;
        }
        List<Frame> before = queue.stream().takeWhile(frame -> !frame.isEvent()).toList();
        List<Frame> behind = queue.stream()
                .skip(before.size())
                .filter(frame -> !frame.isEvent())
                .toList();
        queue.clear();
        queuedBytes = 0;
        before.forEach(this::add);
        replacement.forEach(this::add);
        behind.forEach(this::add);
        return !isOver();
    }

    private void clear() {
        queue.clear();
        page.clear();
        queuedBytes = 0;
        backlog = null;
    }

    private void scheduleDrain() {
        if (drainScheduled.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::drain);
        }
    }

    private void drain() {
        drainScheduled.set(false);
        boolean wrote = false;
        while (inFlight.hasRoom() && begin()) {
            write(parts.next());
            wrote = true;
        }
        if (wrote) {
            channel.flush();
        }
        finishOrFetch();
    }

    /** False where there is nothing to send. */
    private boolean begin() {
        if (isClosed()) {
            parts = Collections.emptyIterator();
        }
        if (!parts.hasNext()) {
            Frame next = next();
            parts = next == null ? Collections.emptyIterator() : next.parts();
        }
        return parts.hasNext();
    }

    private boolean isClosed() {
        synchronized (queue) {
            return closed;
        }
    }

    private @Nullable Frame next() {
        synchronized (queue) {
            Frame head = queue.peekFirst();
            boolean replaying = backlog != null || !page.isEmpty();
            if (head != null && (!replaying || !head.isEvent())) {
                queue.removeFirst();
                queuedBytes -= head.size();
                return head;
            }
            return page.pollFirst();
        }
    }

    private void write(Frame frame) {
        inFlight.add(frame);
        ChannelFuture writing = channel.write(frame.encode());
        writing.addListener(result -> {
            inFlight.remove(frame);
            frame.written(result.isSuccess());
            if (hasMoreToDo()) {
                scheduleDrain();
            }
        });
    }

    private boolean hasMoreToDo() {
        synchronized (queue) {
            return parts.hasNext() || !queue.isEmpty() || !page.isEmpty() || backlog != null || whenDrained != null;
        }
    }

    private void finishOrFetch() {
        Runnable then = null;
        Backlog source = null;
        synchronized (queue) {
            if (whenDrained != null && !parts.hasNext() && queue.isEmpty() && page.isEmpty() && inFlight.isEmpty()) {
                then = closed ? null : whenDrained;
                closed = true;
            } else if (backlog != null && page.isEmpty() && !fetching && inFlight.hasRoom()) {
                fetching = true;
                source = backlog;
            }
        }
        if (then != null) {
            then.run();
        }
        if (source != null) {
            fetch(source);
        }
    }

    private void fetch(Backlog source) {
        Mono.defer(source::nextPage).defaultIfEmpty(List.of()).subscribe(frames -> fetched(source, frames), error -> {
            fetched(source, List.of());
            onBacklogError.accept(error);
        });
    }

    private void fetched(Backlog source, List<Frame> frames) {
        synchronized (queue) {
            fetching = false;
            if (!closed && backlog == source) {
                page.addAll(frames);
                backlog = frames.isEmpty() ? null : source;
            }
        }
        scheduleDrain();
    }
}
