package io.bellwire.simulator;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;

/** One device's way to the worker, over a real WebSocket. */
final class WorkerLink implements Link {

    private static final int MOST_BYTES = 256 * 1024;
    private static final Duration SIGN_IN_DEADLINE = Duration.ofSeconds(30);
    private static final Duration GOODBYE_DEADLINE = Duration.ofSeconds(3);
    private static final WebsocketClientSpec SPEC =
            WebsocketClientSpec.builder().maxFramePayloadLength(MOST_BYTES).build();

    private final HttpClient client;
    private final URI address;
    private final String credentials;
    private final Duration interval;
    private final Traffic traffic;

    WorkerLink(HttpClient client, FleetOptions options, String sessionId, Traffic traffic) {
        this.client = client;
        this.address = address(options.url(), sessionId);
        this.credentials = Cerbo.credentials(options.email(), options.password());
        this.interval = options.interval();
        this.traffic = traffic;
    }

    @Override
    public Mono<Ending> converse(Cerbo cerbo, Runnable signedIn, Mono<Void> stop) {
        return Mono.defer(() -> {
            Conversation conversation = new Conversation(cerbo, credentials, interval, traffic, signedIn);
            Mono<Ending> ended = client.websocket(SPEC)
                    .uri(address)
                    .handle((in, out) -> conversation.hold(in.aggregateFrames(MOST_BYTES), out, stop))
                    .last()
                    .onErrorResume(failure -> Mono.just(new Ending.Lost(sentence(failure))));
            Mono<Ending> tooLate = Mono.delay(SIGN_IN_DEADLINE)
                    .takeUntilOther(conversation.signedIn())
                    .<Ending>map(tick -> new Ending.Lost("no answer to the sign-in"))
                    .switchIfEmpty(Mono.never());
            Mono<Ending> stopped = stop.then(Mono.delay(GOODBYE_DEADLINE)).thenReturn(new Ending.Stopped());
            return Mono.firstWithSignal(ended, tooLate, stopped);
        });
    }

    /** A URL with a path is taken as it is, so that the gateway's old address works too. */
    static URI address(URI url, String sessionId) {
        String path = url.getPath() == null ? "" : url.getPath();
        String base =
                path.isEmpty() || path.equals("/") ? url.resolve("/ws/devices").toString() : url.toString();
        String id = URLEncoder.encode(sessionId, StandardCharsets.UTF_8);
        return URI.create(base + (base.contains("?") ? "&" : "?") + "session_id=" + id);
    }

    private static String sentence(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
