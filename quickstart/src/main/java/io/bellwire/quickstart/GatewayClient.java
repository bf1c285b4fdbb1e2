package io.bellwire.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a person does at the gateway. Waits for the answers, 10 s at most. */
final class GatewayClient {

    static final JsonMapper JSON = JsonMapper.shared();

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final URI gateway;

    GatewayClient(URI gateway) {
        this.gateway = gateway;
    }

    /** The gateway does not do what it was asked; the message is its own sentence. */
    static final class Refused extends IOException {

        Refused(String sentence) {
            super(sentence);
        }
    }

    /** Makes the account unless it is there. */
    void register(DemoAccount account) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(
                "/api/v1/auth/register",
                Map.of("email", account.email(), "password", account.password(), "name", "Demo"));
        if (answer.statusCode() != 201 && !detail(answer).equals("Email already registered")) {
            throw new Refused(detail(answer));
        }
    }

    /** @return an access token */
    String signIn(String email, String password) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("/api/v1/auth/login", Map.of("email", email, "password", password));
        if (answer.statusCode() != 200) {
            throw new Refused(detail(answer));
        }
        return json(answer).path("access_token").asString("");
    }

    /** @param deviceId of the one device to follow; null for all */
    EventSocket events(String token, @Nullable String deviceId) throws IOException, InterruptedException {
        String webSocket = gateway.toString().replaceFirst("^http", "ws").replaceFirst("/$", "") + "/ws/events";
        URI address = URI.create(deviceId == null ? webSocket : webSocket + "?device_id=" + deviceId);
        return EventSocket.connect(http, address, token);
    }

    private HttpResponse<String> post(String path, Map<String, String> body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static String detail(HttpResponse<String> answer) {
        return json(answer).path("detail").asString("The gateway answered with status " + answer.statusCode());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JacksonException notJson) {
            return JSON.createObjectNode();
        }
    }
}
