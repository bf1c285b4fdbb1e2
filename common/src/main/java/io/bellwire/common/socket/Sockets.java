package io.bellwire.common.socket;

import io.netty.channel.Channel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.util.IdGenerator;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Every open socket of this instance. Gives them time, and ends them with 1012 before the web server stops, which
 * would otherwise wait for them (spring-boot 49275).
 */
@Component
public final class Sockets implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Sockets.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration STOP_POLL = Duration.ofMillis(20);

    private final SocketSettings settings;
    private final Clock clock;
    private final IdGenerator ids;
    private final Set<SocketConnection> open = ConcurrentHashMap.newKeySet();
    private volatile Disposable ticking = Disposables.disposed();
    private volatile boolean running;

    Sockets(SocketSettings settings, Clock clock, IdGenerator ids) {
        this.ids = ids;
        this.settings = settings;
        this.clock = clock;
    }

    /** Serves one handshaken session; what {@code handler} returns decides how long. */
    public Mono<Void> serve(WebSocketSession session, Function<SocketConnection, Mono<Void>> handler) {
        Channel channel = (Channel) Objects.requireNonNull(
                session.getAttributes().get(ChannelUpgradeStrategy.CHANNEL), "not upgraded by our strategy");
        return serve(session, channel, handler);
    }

    /** Serves a session that this instance opened itself, as somebody's client, on {@code channel}. */
    public Mono<Void> serve(WebSocketSession session, Channel channel, Function<SocketConnection, Mono<Void>> handler) {
        SocketConnection connection =
                new SocketConnection(ids.generateId().toString(), session, channel, settings, System.nanoTime());
        open.add(connection);
        if (!running) {
            connection.close(CloseReason.RESTARTING);
        }
        return Mono.defer(() -> handler.apply(connection)).doFinally(end -> open.remove(connection));
    }

    public int count() {
        return open.size();
    }

    void tick() {
        long now = System.nanoTime();
        Instant time = clock.instant();
        for (SocketConnection connection : open) {
            try {
                connection.tick(now, time);
            } catch (RuntimeException e) {
                log.error("{} failed at its tick", connection, e);
            }
        }
    }

    @Override
    public void start() {
        running = true;
        ticking = Flux.interval(TICK).onBackpressureDrop().subscribe(n -> tick());
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        ticking.dispose();
        open.forEach(connection -> connection.close(CloseReason.RESTARTING));
        Flux.interval(Duration.ZERO, STOP_POLL)
                .takeUntil(n -> open.isEmpty())
                .take(settings.closeGrace().plusSeconds(1))
                .doFinally(end -> {
                    open.forEach(SocketConnection::drop);
                    callback.run();
                })
                .subscribe();
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Last to start and first to stop: before the web server's graceful shutdown. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
