package io.bellwire.common.socket;

import io.netty.channel.Channel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One open socket: what came in is handed over message by message, what goes out passes the {@link Outbox}, time
 * reaches it through {@link #tick}.
 */
public final class SocketConnection {

    private static final Logger log = LoggerFactory.getLogger(SocketConnection.class);
    private static final int MAX_UNANSWERED_PINGS = 2;

    private final String id;
    private final WebSocketSession session;
    private final Channel channel;
    private final SocketSettings settings;
    private final Outbox outbox;
    private final AtomicReference<@Nullable CloseReason> closing = new AtomicReference<>();

    private volatile Overflow overflow = Overflow.REFUSE;
    private volatile Runnable heartbeat = () -> {};
    private volatile @Nullable Instant deadline;
    private volatile Runnable atDeadline = () -> {};
    private volatile int unansweredPings;
    private long nextPingAt;

    SocketConnection(String id, WebSocketSession session, Channel channel, SocketSettings settings, long now) {
        this.id = id;
        this.session = session;
        this.channel = channel;
        this.settings = settings;
        this.outbox = new Outbox(channel, settings.outboxLimits(), () -> overflow.replacement(), this::failed);
        this.nextPingAt = now + settings.heartbeatInterval().toNanos();
    }

    /** Unique over all instances. */
    public String id() {
        return id;
    }

    /** What is sent with every ping. */
    public void heartbeat(Frame message) {
        onHeartbeat(() -> send(message));
    }

    /** What happens with every ping. */
    public void onHeartbeat(Runnable action) {
        heartbeat = action;
    }

    /** What stands in for events that the peer is too slow to take; without one they are refused. */
    public void onOverflow(Overflow replacement) {
        overflow = replacement;
    }

    /** Runs {@code action} once {@code time} has come, in place of any earlier deadline; null for none. */
    public void atDeadline(@Nullable Instant time, Runnable action) {
        atDeadline = action;
        deadline = time;
    }

    /**
     * Receives until the connection has ended.
     *
     * @param onMessage is called for one message after the other, each when the one before is done with; a
     *     {@link SocketClosed} from it closes the socket with its reason
     */
    public Mono<Void> receive(Function<Inbound, ? extends Publisher<Void>> onMessage) {
        Mono<Void> ended = ended();
        return session.receive()
                .doOnNext(message -> unansweredPings = 0)
                .<Inbound>handle((message, sink) -> {
                    Inbound inbound = copy(message);
                    if (inbound != null && closing.get() == null) {
                        sink.next(inbound);
                    }
                })
                .concatMap(inbound -> handle(inbound, onMessage), 1)
                .takeUntilOther(ended)
                .onErrorResume(IOException.class, resetByPeer -> Flux.empty())
                .onErrorResume(error -> {
                    failed(error);
                    return Flux.empty();
                })
                .then(Mono.defer(() -> {
                    dropAfterGrace();
                    return ended;
                }));
    }

    /** An error must not reach the inbound flux: Reactor Netty would close by itself, without a reason. */
    private Publisher<Void> handle(Inbound message, Function<Inbound, ? extends Publisher<Void>> onMessage) {
        return Flux.defer(() -> closing.get() == null ? onMessage.apply(message) : Flux.empty())
                .onErrorResume(error -> {
                    failed(error);
                    return Flux.empty();
                });
    }

    private static @Nullable Inbound copy(WebSocketMessage message) {
        return switch (message.getType()) {
            case TEXT -> new Inbound.Text(message.getPayloadAsText());
            case BINARY -> {
                DataBuffer payload = message.getPayload();
                byte[] bytes = new byte[payload.readableByteCount()];
                payload.read(bytes);
                yield new Inbound.Binary(bytes);
            }
            case PING, PONG -> null;
        };
    }

    /** False where the connection is ending, or its peer is too slow and nothing can stand in for the frame. */
    public boolean send(Frame frame) {
        return outbox.offer(frame);
    }

    /** Sends what {@code source} holds ahead of any event sent from now on, at the pace of the peer. */
    public void replay(Backlog source) {
        outbox.replay(source);
    }

    /** Sends what is queued, then the close frame; a peer that does not take it in time is dropped. */
    public void close(CloseReason reason) {
        if (closing.compareAndSet(null, reason)) {
            outbox.finish(() -> session.close(reason.status()).subscribe(null, error -> channel.close()));
            dropAfterGrace();
        }
    }

    /** Sends {@code last} and closes. */
    public void close(Frame last, CloseReason reason) {
        send(last);
        close(reason);
    }

    public boolean isClosing() {
        return closing.get() != null || !channel.isActive();
    }

    /** Ends the connection without a word. */
    void drop() {
        outbox.abandon();
        channel.close();
    }

    /** Also where the event loop, which would tell listeners, has ended already. */
    private Mono<Void> ended() {
        return Mono.create(sink -> {
            if (channel.closeFuture().isDone()) {
                sink.success();
            } else {
                channel.closeFuture().addListener(closed -> sink.success());
            }
        });
    }

    private void dropAfterGrace() {
        try {
            channel.eventLoop().schedule(this::drop, settings.closeGrace().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException loopHasEnded) {
            drop();
        }
    }

    private void failed(Throwable error) {
        close(reasonFor(error));
    }

    private CloseReason reasonFor(Throwable error) {
        if (error instanceof SocketClosed closed) {
            return closed.reason();
        }
        if (error instanceof TooLongFrameException || error instanceof CorruptedWebSocketFrameException) {
            return CloseReason.TOO_BIG;
        }
        if (channel.isActive()) {
            log.error("Socket {} failed", id, error);
        }
        return CloseReason.OUR_FAULT;
    }

    /**
     * Lets time pass: pings, heartbeats, and the ends that come by themselves.
     *
     * @param now as of {@link System#nanoTime()}
     * @param clock the same moment for people
     */
    void tick(long now, Instant clock) {
        if (closing.get() != null) {
            return;
        }
        outbox.inFlight().watch();
        if (outbox.inFlight().stalledFor(now) >= settings.stallTimeout().toNanos()) {
            close(CloseReason.NOT_READING);
            drop();
            return;
        }
        Instant due = deadline;
        if (due != null && !clock.isBefore(due)) {
            deadline = null;
            atDeadline.run();
        }
        if (now - nextPingAt >= 0) {
            long interval = settings.heartbeatInterval().toNanos();
            // What was missed while this instance was frozen is not made up for: nobody could answer in between.
            nextPingAt = (now - nextPingAt < interval ? nextPingAt : now) + interval;
            ping();
        }
    }

    /** A peer that has yet to take what was sent before cannot answer: whether it moves at all is seen there. */
    private void ping() {
        if (!outbox.inFlight().isEmpty()) {
            unansweredPings = 0;
        } else if (unansweredPings >= MAX_UNANSWERED_PINGS) {
            drop();
            return;
        } else {
            unansweredPings++;
            send(Frame.ping());
        }
        heartbeat.run();
    }

    @Override
    public String toString() {
        return "SocketConnection[" + id + "]";
    }
}
