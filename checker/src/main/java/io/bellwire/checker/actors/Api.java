package io.bellwire.checker.actors;

import io.bellwire.checker.cluster.Cluster;
import io.bellwire.checker.history.Journal;
import io.bellwire.checker.history.Journal.Entry;
import io.bellwire.checker.verify.Violation;
import io.bellwire.checker.verify.Violation.Kind;
import io.bellwire.testsupport.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Calls to either gateway, as someone. */
final class Api {

    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final Cluster cluster;
    private final Journal journal;

    Api(Cluster cluster, Journal journal) {
        this.cluster = cluster;
        this.journal = journal;
    }

    /** @param body empty where it is not JSON */
    record Reply(int status, JsonNode body) {}

    /** An exchange that is under way: {@link #hangUp()} drops its connection. */
    record Call(CompletableFuture<HttpResponse<String>> exchange, Journal journal) {

        CompletableFuture<Reply> reply() {
            return exchange.thenApply(response -> {
                if (response.statusCode() == 500) {
                    journal.note(new Entry.Wrong(
                            new Violation(Kind.PROCESS, response.request() + " answered 500: " + response.body())));
                }
                return new Reply(response.statusCode(), parse(response.body()));
            });
        }

        void hangUp() {
            exchange.cancel(true);
        }

        private static JsonNode parse(String body) {
            try {
                return Json.parse(body.isEmpty() ? "{}" : body);
            } catch (JacksonException notJson) {
                return Json.parse("{}");
            }
        }
    }

    Call post(int gateway, String path, @Nullable String token, Object body) {
        return send(gateway, "POST", path, token, Json.text(body));
    }

    Call get(int gateway, String path, String token) {
        return send(gateway, "GET", path, token, null);
    }

    Call delete(int gateway, String path, String token) {
        return send(gateway, "DELETE", path, token, null);
    }

    private Call send(int gateway, String method, String path, @Nullable String token, @Nullable String body) {
        URI uri = URI.create("http://" + cluster.address("callers", gateway) + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return new Call(http.sendAsync(request.build(), BodyHandlers.ofString()), journal);
    }
}
