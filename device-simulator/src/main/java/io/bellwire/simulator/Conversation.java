package io.bellwire.simulator;

import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.util.concurrent.Queues;
import tools.jackson.databind.JsonNode;

/** What passes over one connection: the sign-in, then reports and answers. All of it runs on the connection's event loop. */
final class Conversation {

    private static final int MOST_WAITING_ANSWERS = 256;
    private static final Duration PING_INTERVAL = Duration.ofSeconds(30);
    private static final Duration SILENCE = Duration.ofSeconds(75);
    private static final int REFUSED = 1008;
    private static final int RESTARTING = 1012;
    private static final int REPLACED = 4409;

    private final Cerbo cerbo;
    private final String credentials;
    private final Duration interval;
    private final Traffic traffic;
    private final Runnable onSignedIn;
    private final Sinks.Empty<Void> signedIn = Sinks.empty();
    private final Sinks.Many<String> answers = Sinks.many()
            .unicast()
            .onBackpressureBuffer(Queues.<String>get(MOST_WAITING_ANSWERS).get());
    private boolean accepted;
    private boolean asked;
    private @Nullable String lastError;

    Conversation(Cerbo cerbo, String credentials, Duration interval, Traffic traffic, Runnable onSignedIn) {
        this.cerbo = cerbo;
        this.credentials = credentials;
        this.interval = interval;
        this.traffic = traffic;
        this.onSignedIn = onSignedIn;
    }

    /** Completes once the worker has accepted the device. */
    Mono<Void> signedIn() {
        return signedIn.asMono();
    }

    Mono<Ending> hold(WebsocketInbound in, WebsocketOutbound out, Mono<Void> stop) {
        Sinks.One<Scheduler> eventLoop = Sinks.one();
        in.withConnection(connection -> {
            connection.onReadIdle(SILENCE.toMillis(), () -> {
                lastError = "nothing heard for " + SILENCE.toSeconds() + " s";
                connection.dispose();
            });
            eventLoop.tryEmitValue(
                    Schedulers.fromExecutorService(connection.channel().eventLoop()));
        });
        Mono<Ending> received = in.receiveFrames()
                .doOnNext(this::receive)
                .then(in.receiveCloseStatus())
                .map(this::ending)
                .defaultIfEmpty(new Ending.Lost("connection lost"));
        Mono<Ending> sent = eventLoop
                .asMono()
                .flatMap(loop -> out.sendString(outgoing(loop)).then())
                .then(Mono.never());
        Mono<Ending> stopped = eventLoop
                .asMono()
                .flatMap(stop::publishOn)
                .then(Mono.fromRunnable(() -> sayGoodbye(out)))
                .then(Mono.never());
        return Mono.firstWithSignal(received, sent, stopped);
    }

    /** Subscribed to by itself: a close frame that is cancelled on its way is released twice (reactor-netty 1.3.7). */
    private void sayGoodbye(WebsocketOutbound out) {
        asked = true;
        out.sendClose(1000, "asked for").subscribe();
    }

    private Flux<String> outgoing(Scheduler eventLoop) {
        Flux<String> reports = Flux.defer(() -> Flux.interval(jitter(interval), interval, eventLoop)
                .onBackpressureDrop()
                .map(tick -> cerbo.telemetry())
                .doOnNext(report -> traffic.reported()));
        Flux<String> pings = Flux.interval(jitter(PING_INTERVAL), PING_INTERVAL, eventLoop)
                .onBackpressureDrop()
                .map(tick -> "ping");
        Flux<String> oncePresent = signedIn().thenMany(Flux.merge(reports, pings, answers.asFlux()));
        return Flux.just(credentials).concatWith(oncePresent);
    }

    private void receive(WebSocketFrame frame) {
        if (!(frame instanceof TextWebSocketFrame text)) {
            return;
        }
        if (accepted) {
            cerbo.answer(text.text()).ifPresent(this::send);
        } else {
            Cerbo.object(text.text()).ifPresent(this::signIn);
        }
    }

    private void signIn(JsonNode answer) {
        switch (answer.path("status").asString("")) {
            case "authenticated" -> {
                accepted = true;
                onSignedIn.run();
                signedIn.tryEmitEmpty();
            }
            case "error" -> lastError = answer.path("detail").asString("refused");
            default -> {
                // not meant for us, or not yet
            }
        }
    }

    /** A worker that sends commands faster than it reads answers loses answers, not our memory. */
    private void send(String answer) {
        if (answers.tryEmitNext(answer).isSuccess()) {
            traffic.answered();
        }
    }

    private Ending ending(WebSocketCloseStatus status) {
        if (asked) {
            return new Ending.Stopped();
        }
        String reason = status.reasonText() == null ? "" : status.reasonText();
        String detail = lastError != null ? lastError : reason;
        return switch (status.code()) {
            case REFUSED -> new Ending.Refused(detail.isEmpty() ? "refused without a reason" : detail);
            case REPLACED -> new Ending.Replaced();
            case RESTARTING -> new Ending.Restarting();
            default -> new Ending.Lost(detail.isEmpty() ? "closed with " + status.code() : detail);
        };
    }

    private static Duration jitter(Duration bound) {
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(Math.max(1, bound.toNanos())));
    }
}
