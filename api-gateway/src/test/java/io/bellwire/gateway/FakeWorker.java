package io.bellwire.gateway;

import io.bellwire.testsupport.Json;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A worker that does as it is told, and remembers what it was asked. */
public final class FakeWorker implements AutoCloseable {

    /** @param path with its query, as it came over the wire */
    public record Asked(String method, String path, HttpHeaders headers, String body) {

        public String header(String name) {
            return headers.get(name, "");
        }
    }

    private record Answer(int status, String contentType, String body) {}

    private static final Answer HANG_UP = new Answer(0, "", "");

    private final DisposableServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Sinks.Empty<Void> never = Sinks.empty();
    private final Map<String, Mono<Answer>> answers = new ConcurrentHashMap<>();
    private volatile Mono<Answer> otherwise = Mono.empty();
    private volatile Sinks.Empty<Void> release = Sinks.empty();

    public FakeWorker() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::handle)
                .bindNow();
        answers("{}");
    }

    /** One that has no device, and says so. */
    public static FakeWorker withoutDevices() {
        FakeWorker worker = new FakeWorker();
        worker.answers("/devices?", "{\"devices\":[]}");
        worker.answers("/devices/connected", "{\"connected_devices\":[],\"count\":0}");
        return worker;
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asString(StandardCharsets.UTF_8)
                .defaultIfEmpty("")
                .doOnNext(body -> asked.add(new Asked(
                        request.method().name(),
                        request.uri(),
                        request.requestHeaders().copy(),
                        body)))
                .flatMap(body -> answerTo(request.uri()))
                .flatMap(toSend -> toSend == HANG_UP ? hangUp(response) : send(response, toSend));
    }

    private Mono<Answer> answerTo(String path) {
        return answers.keySet().stream()
                .filter(path::startsWith)
                .max(Comparator.comparingInt(String::length))
                .map(answers::get)
                .orElse(otherwise);
    }

    private static Mono<Void> send(HttpServerResponse response, Answer answer) {
        return response.status(answer.status())
                .header("Content-Type", answer.contentType())
                .sendString(Mono.just(answer.body()))
                .then();
    }

    private static Mono<Void> hangUp(HttpServerResponse response) {
        response.withConnection(connection -> connection.channel().close());
        return Mono.never();
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** From now on every call is answered with this. */
    public FakeWorker answers(Object json) {
        return answers(200, "application/json", Json.text(json));
    }

    public FakeWorker refuses(int status, String detail) {
        return answers(
                status,
                "application/problem+json",
                "{\"type\":\"about:blank\",\"status\":%d,\"title\":\"\",\"detail\":\"%s\"}".formatted(status, detail));
    }

    public FakeWorker answers(int status, String contentType, String body) {
        otherwise = Mono.just(new Answer(status, contentType, body));
        return this;
    }

    /** From now on every call is read, and never answered. */
    public FakeWorker keepsSilent() {
        otherwise = never.asMono().cast(Answer.class);
        return this;
    }

    /** From now on every call is read, and its connection then dropped. */
    public FakeWorker hangsUp() {
        otherwise = Mono.just(HANG_UP);
        return this;
    }

    /** From now on calls to paths that begin like this, and like nothing longer, are answered with this; others as before. */
    public void answers(String path, Object json) {
        answers(path, 200, Json.text(json));
    }

    public void answers(String path, int status, String body) {
        answers.put(path, Mono.just(new Answer(status, "application/json", body)));
    }

    /** From now on calls to paths that begin like this wait until {@link #letsGo}. */
    public void holdsBack(String path) {
        Sinks.Empty<Void> gate = Sinks.empty();
        release = gate;
        answers.put(path, gate.asMono().then(Mono.defer(() -> answers.get(path))));
    }

    /** Answers what was held back as such calls are answered by now. */
    public void letsGo() {
        release.tryEmitEmpty();
    }

    /** Whether someone has asked for such a path with a token of this user. */
    public boolean hasBeenAsked(String path, String userId) {
        return timesAsked(path, userId) > 0;
    }

    /** How often someone has asked for such a path with a token of this user. */
    public long timesAsked(String path, String userId) {
        String subject = "\"sub\":\"" + userId + "\"";
        return asked.stream()
                .filter(one -> one.path().startsWith(path))
                .filter(one -> claims(one.header("Authorization")).contains(subject))
                .count();
    }

    private static String claims(String authorization) {
        String[] parts = authorization.split("\\.");
        return parts.length < 2 ? "" : new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    public Asked lastAsked() {
        return asked.get(asked.size() - 1);
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(3));
    }
}
