package io.bellwire.testsupport;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A person's or a service's HTTP client, independent of the stack under test. Immutable: {@link #as} and
 * {@link #with} give another one. A request without an answer fails after 40 s.
 */
public final class Http {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final String base;
    private final Map<String, String> headers;

    private Http(String base, Map<String, String> headers) {
        this.base = base;
        this.headers = headers;
    }

    public static Http at(int port) {
        return at(URI.create("http://127.0.0.1:" + port));
    }

    public static Http at(URI base) {
        return new Http(base.toString(), Map.of());
    }

    /** The same client with a bearer token. */
    public Http as(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /** The same client with one more header, replacing one of the same name. */
    public Http with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Http(base, more);
    }

    public Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    /** @param body JSON as a string, or a map, list, record or node to be written as JSON */
    public Answer post(String path, Object body) {
        return json().send("POST", path, BodyPublishers.ofString(Json.text(body)));
    }

    public Answer post(String path) {
        return send("POST", path, BodyPublishers.noBody());
    }

    public Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    /** Any method with any body; the content type and other headers are those given by {@link #with}. */
    public Answer send(String method, String path, byte[] body) {
        return send(method, path, BodyPublishers.ofByteArray(body));
    }

    /** Any method without a body. */
    public Answer send(String method, String path) {
        return send(method, path, BodyPublishers.noBody());
    }

    public CompletableFuture<Answer> getAsync(String path) {
        return sendAsync("GET", path, BodyPublishers.noBody());
    }

    public CompletableFuture<Answer> postAsync(String path, Object body) {
        return json().sendAsync("POST", path, BodyPublishers.ofString(Json.text(body)));
    }

    private Http json() {
        return headers.keySet().stream().anyMatch("Content-Type"::equalsIgnoreCase)
                ? this
                : with("Content-Type", "application/json");
    }

    private Answer send(String method, String path, BodyPublisher body) {
        HttpRequest request = request(method, path, body);
        try {
            return new Answer(request, CLIENT.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " got no answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<Answer> sendAsync(String method, String path, BodyPublisher body) {
        HttpRequest request = request(method, path, body);
        return CLIENT.sendAsync(request, BodyHandlers.ofByteArray())
                .thenApply(response -> new Answer(request, response));
    }

    private HttpRequest request(String method, String path, BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(LIMIT).method(method, body);
        headers.forEach(request::setHeader);
        return request.build();
    }
}
