package io.bellwire.simulator;

import io.bellwire.localservices.Ports;
import io.bellwire.testsupport.Await;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** A worker's device socket that does what a test tells it. */
final class FakeWorker implements AutoCloseable {

    private final List<Visit> visits = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<Visit, String> onFirstMessage = (visit, message) -> visit.accept();
    /** One that the system lends to nobody, so that it is still free when it comes back. */
    private DisposableServer server = bind(Ports.free());

    private DisposableServer bind(int port) {
        return HttpServer.create()
                .host("localhost")
                .port(port)
                .route(routes -> routes.get(
                        "/ws/devices",
                        (request, response) -> response.sendWebsocket((in, out) -> receive(request.uri(), in, out))))
                .bindNow();
    }

    private Mono<Void> receive(String uri, WebsocketInbound in, WebsocketOutbound out) {
        Visit visit = new Visit(uri);
        in.withConnection(connection -> visit.connection = connection);
        visits.add(visit);
        Mono<Void> received = in.aggregateFrames()
                .receiveFrames()
                .cast(WebSocketFrame.class)
                .doOnNext(frame -> visit.receive(frame.content().toString(StandardCharsets.UTF_8)))
                .then(in.receiveCloseStatus())
                .doOnNext(status -> visit.goodbye = status.code())
                .then();
        Mono<Void> sent = out.sendString(visit.outgoing.asFlux()).then().then(Mono.never());
        visit.closing.asMono().flatMap(code -> out.sendClose(code, "because")).subscribe();
        return Mono.firstWithSignal(received, sent);
    }

    URI url() {
        return URI.create("ws://localhost:" + server.port());
    }

    void onFirstMessage(BiConsumer<Visit, String> behaviour) {
        onFirstMessage = behaviour;
    }

    List<Visit> visits() {
        return visits;
    }

    /** The visit of that number, from 0, once it has come. */
    Visit visit(int number) {
        Await.until("visit " + number, () -> visits.size() > number);
        return visits.get(number);
    }

    /** All sockets break and nobody listens. */
    void die() {
        server.disposeNow();
        visits.forEach(Visit::breakOff);
    }

    void comeBack() {
        server = bind(server.port());
    }

    @Override
    public void close() {
        die();
    }

    /** One connection of one device. */
    final class Visit {

        final String uri;
        final List<String> messages = new CopyOnWriteArrayList<>();
        final long startedAt = System.nanoTime();
        volatile int goodbye;

        private final Sinks.Many<String> outgoing = Sinks.many().unicast().onBackpressureBuffer();
        private final Sinks.One<Integer> closing = Sinks.one();
        private volatile Connection connection;

        Visit(String uri) {
            this.uri = uri;
        }

        private void receive(String message) {
            messages.add(message);
            if (messages.size() == 1) {
                onFirstMessage.accept(this, message);
            }
        }

        void accept() {
            send("{\"status\":\"authenticated\",\"session_id\":\"x\",\"connection_id\":\"y\"}");
        }

        void refuse(String detail) {
            send("{\"status\":\"error\",\"detail\":\"" + detail + "\"}");
            close(1008);
        }

        void send(String message) {
            outgoing.tryEmitNext(message).orThrow();
        }

        void close(int code) {
            closing.tryEmitValue(code).orThrow();
        }

        /** No close frame, no FIN handshake of ours. */
        void breakOff() {
            connection.channel().close();
        }

        /** The first message that contains all of {@code parts}, once it has come. */
        String awaits(String... parts) {
            Await.until("a message with " + String.join(", ", parts), () -> find(parts)
                    .isPresent());
            return find(parts).orElseThrow();
        }

        private Optional<String> find(String... parts) {
            return messages.stream()
                    .filter(message -> List.of(parts).stream().allMatch(message::contains))
                    .findFirst();
        }
    }
}
