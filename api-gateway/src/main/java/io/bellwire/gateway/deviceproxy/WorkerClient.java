package io.bellwire.gateway.deviceproxy;

import io.bellwire.common.deviceapi.BroadcastComplete;
import io.bellwire.common.deviceapi.ConnectedDevices;
import io.bellwire.common.deviceapi.DeviceState;
import io.bellwire.common.deviceapi.DeviceStatus;
import io.bellwire.common.deviceapi.Devices;
import io.bellwire.common.deviceapi.MessageSent;
import io.bellwire.common.deviceapi.SendMessage;
import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.deviceapi.WorkerHealth;
import io.bellwire.common.net.ClientAddresses;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClient.RequestBodySpec;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The worker's HTTP API. Every call errs with the worker's own problem, with 503 where no worker was reached, or with
 * 504 where none answered within 5 s. Only reading is repeated, once, when a kept connection turns out to be dead.
 */
@Component
public class WorkerClient {

    /** A worker leaves reports out of its answer that would bring it near what is taken here. */
    private static final int DEVICES_AT_ONCE = 200;

    private static final Duration POOL_PATIENCE = Duration.ofSeconds(2);

    private final WorkerSettings settings;
    private final WebClient client;

    WorkerClient(WorkerSettings settings, WebClient.Builder builder) {
        this.settings = settings;
        ConnectionProvider connections = ConnectionProvider.builder("worker")
                .maxConnections(settings.maxConnections())
                .pendingAcquireTimeout(POOL_PATIENCE)
                .maxIdleTime(settings.maxIdle())
                .build();
        HttpClient http = WorkerHttp.client(connections, settings).disableRetry(true);
        this.client = builder.clientConnector(new ReactorClientHttpConnector(http))
                .codecs(codecs -> codecs.defaultCodecs()
                        .maxInMemorySize((int) settings.maxAnswerSize().toBytes()))
                .build();
    }

    Mono<MessageSent> sendMessage(SendMessage message, OnBehalf whom) {
        RequestBodySpec request = request(HttpMethod.POST, "/send_message", null, whom);
        return answer(request.bodyValue(message), MessageSent.class, HttpMethod.POST);
    }

    /** @param query {@code hex_data}, {@code session_id} and {@code strict}, as they came in */
    Mono<BroadcastComplete> broadcast(@Nullable String query, OnBehalf whom) {
        return call(HttpMethod.POST, "/broadcast_modbus_command", query, whom, BroadcastComplete.class);
    }

    /** @param query {@code limit} and {@code after}, as they came in; null for all */
    public Mono<ConnectedDevices> connectedDevices(@Nullable String query, OnBehalf whom) {
        return call(HttpMethod.GET, "/devices/connected", query, whom, ConnectedDevices.class);
    }

    Mono<DeviceStatus> status(SessionId device, OnBehalf whom) {
        return call(HttpMethod.GET, "/devices/" + device + "/status", null, whom, DeviceStatus.class);
    }

    Mono<Void> delete(SessionId device, OnBehalf whom) {
        return call(HttpMethod.DELETE, "/devices/" + device, null, whom, Void.class);
    }

    Mono<WorkerHealth> health(OnBehalf whom) {
        return call(HttpMethod.GET, "/health", null, whom, WorkerHealth.class);
    }

    /** All devices that the caller may see, connected or not, with what they last reported; read page by page. */
    public Flux<DeviceState> devices(OnBehalf whom) {
        return devicesAfter("", whom)
                .expand(page -> page.size() < DEVICES_AT_ONCE
                        ? Mono.empty()
                        : devicesAfter(page.get(page.size() - 1).deviceId(), whom))
                .concatMapIterable(page -> page);
    }

    private Mono<List<DeviceState>> devicesAfter(String last, OnBehalf whom) {
        String query = "limit=" + DEVICES_AT_ONCE + "&after=" + UriUtils.encode(last, StandardCharsets.UTF_8);
        return call(HttpMethod.GET, "/devices", query, whom, Devices.class)
                .switchIfEmpty(Mono.error(WorkerErrors::noUsableAnswer))
                .map(Devices::devices);
    }

    private <T> Mono<T> call(HttpMethod method, String path, @Nullable String query, OnBehalf whom, Class<T> answer) {
        return answer(request(method, path, query, whom), answer, method);
    }

    private RequestBodySpec request(HttpMethod method, String path, @Nullable String query, OnBehalf whom) {
        URI uri = settings.http(path, query);
        return client.method(method).uri(uri).headers(headers -> address(headers, whom));
    }

    private static void address(HttpHeaders headers, OnBehalf whom) {
        if (whom.caller() != null) {
            headers.setBearerAuth(whom.caller().token());
        }
        if (whom.client() != null) {
            headers.set(ClientAddresses.FORWARDED_FOR, whom.client().getHostAddress());
        }
    }

    private <T> Mono<T> answer(WebClient.RequestHeadersSpec<?> request, Class<T> answer, HttpMethod method) {
        AtomicBoolean sent = new AtomicBoolean();
        Mono<T> once =
                request.httpRequest(toBeWritten -> sent.set(true)).exchangeToMono(response -> read(response, answer));
        return once.onErrorResume(
                        WebClientRequestException.class, lost -> method == HttpMethod.GET ? once : Mono.error(lost))
                .timeout(settings.deadline())
                .onErrorMap(error -> WorkerErrors.silence(error, method, sent.get()));
    }

    private static <T> Mono<T> read(ClientResponse response, Class<T> answer) {
        if (response.statusCode().is2xxSuccessful()) {
            return response.bodyToMono(answer);
        }
        return response.bodyToMono(JsonNode.class)
                .onErrorReturn(MissingNode.getInstance())
                .defaultIfEmpty(MissingNode.getInstance())
                .flatMap(problem -> Mono.error(WorkerErrors.refusal(response.statusCode(), problem)));
    }
}
