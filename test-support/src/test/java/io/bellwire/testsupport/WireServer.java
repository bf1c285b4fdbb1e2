package io.bellwire.testsupport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.URI;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.websocket.WebsocketInbound;

/** A server on a free port to try the clients on. */
final class WireServer implements AutoCloseable {

    static final int FLOOD = 20_000;

    private final DisposableServer server;

    WireServer() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.ws("/echo", (in, out) -> out.sendObject(echo(in)))
                        .ws(
                                "/greets",
                                (in, out) -> out.sendObject(Flux.concat(
                                        text("{\"type\":\"connected\",\"revision\":7,\"epoch\":\"e1\"}"),
                                        text("{\"type\":\"heartbeat\",\"revision\":3}"),
                                        text("{\"type\":\"alarm_created\",\"revision\":4,\"data\":{\"id\":\"a1\"}}"),
                                        text("{\"type\":\"alarm_updated\",\"revision\":7,\"data\":{\"id\":\"a1\"}}"),
                                        in.receive()
                                                .asString()
                                                .map(ping -> new TextWebSocketFrame("{\"type\":\"pong\"}")))))
                        .ws(
                                "/pings",
                                (in, out) -> out.sendObject(Flux.concat(
                                        Mono.fromSupplier(PingWebSocketFrame::new),
                                        text("{\"type\":\"after_ping\"}"),
                                        in.receiveFrames().then(Mono.<WebSocketFrame>empty()))))
                        .ws("/refuses", (in, out) -> out.sendObject(refusal()))
                        .ws(
                                "/refuses-credentials",
                                (in, out) -> out.sendObject(in.receive().concatMap(credentials -> refusal())))
                        .ws(
                                "/floods",
                                (in, out) -> out.sendObject(Flux.range(0, FLOOD)
                                        .map(i -> new TextWebSocketFrame(
                                                "{\"n\":" + i + ",\"padding\":\"" + "x".repeat(500) + "\"}"))))
                        .post("/mirror", (request, response) -> response.status(201)
                                .header(
                                        "Content-Type",
                                        String.valueOf(request.requestHeaders().get("Content-Type")))
                                .header(
                                        "Saw",
                                        String.valueOf(request.requestHeaders().get("Authorization")))
                                .send(request.receive().retain()))
                        .get(
                                "/problem",
                                (request, response) -> response.status(404)
                                        .header("Content-Type", "application/problem+json")
                                        .sendString(
                                                Mono.just(
                                                        "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"Item not found\"}")))
                        .get("/page", (request, response) -> response.status(404)
                                .header("Content-Type", "text/html")
                                .sendString(Mono.just("<html>"))))
                .bindNow();
    }

    URI uri(String path) {
        return URI.create("ws://127.0.0.1:" + server.port() + path);
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private static Flux<WebSocketFrame> refusal() {
        return Flux.concat(
                text("{\"status\":\"error\",\"detail\":\"Invalid credentials\"}"),
                Mono.fromSupplier(() -> new CloseWebSocketFrame(1008, "Invalid credentials")));
    }

    private static Publisher<WebSocketFrame> text(String json) {
        return Mono.fromSupplier(() -> new TextWebSocketFrame(json));
    }

    /** Text as it came, binary with its bytes turned round. */
    private static Publisher<WebSocketFrame> echo(WebsocketInbound in) {
        Function<WebSocketFrame, WebSocketFrame> answer = frame -> {
            if (frame instanceof TextWebSocketFrame text) {
                return new TextWebSocketFrame(text.text());
            }
            byte[] bytes = ByteBufUtil.getBytes(frame.content());
            ByteBuf turned = Unpooled.buffer(bytes.length);
            for (int i = bytes.length - 1; i >= 0; i--) {
                turned.writeByte(bytes[i]);
            }
            return frame.replace(turned);
        };
        return in.aggregateFrames().receiveFrames().map(answer);
    }
}
