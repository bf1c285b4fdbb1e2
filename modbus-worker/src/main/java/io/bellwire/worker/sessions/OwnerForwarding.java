package io.bellwire.worker.sessions;

import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.Unavailable;
import io.bellwire.common.token.Caller;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.util.DefaultUriBuilderFactory;
import org.springframework.web.util.UriBuilder;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.util.retry.Retry;
import tools.jackson.databind.JsonNode;

/**
 * Hands a call over to the instance that has the device: one HTTP call, never handed on twice, and never repeated
 * unless it only asks.
 */
@Component
public class OwnerForwarding implements DisposableBean {

    /** Names the connection that the call is meant for; whoever gets a call with it answers for itself alone. */
    public static final String HOP = "Bellwire-Hop";

    /** In place of a connection id: for all devices of that instance. */
    public static final String ALL_DEVICES = "*";

    /** With {@link #ALL_DEVICES}: devices that were claimed later than that number are left out. */
    public static final String LAST_CLAIM = "Bellwire-Last-Claim";

    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

    /** To each other instance. A call holds one for 3 s at most. */
    private static final int MAX_CONNECTIONS = 500;

    private static final int MAX_WAITING = 500;
    private static final Duration POOL_PATIENCE = Duration.ofSeconds(1);

    /** Below the server's ({@code server.netty.idle-timeout}): a call must not meet a connection that is being closed. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(30);

    private final ConnectionProvider connections;
    private final WebClient client;

    @Autowired
    OwnerForwarding(WebClient.Builder builder) {
        this(
                builder,
                ConnectionProvider.builder("hops")
                        .maxConnections(MAX_CONNECTIONS)
                        .pendingAcquireMaxCount(MAX_WAITING)
                        .maxIdleTime(MAX_IDLE)
                        .pendingAcquireTimeout(POOL_PATIENCE)
                        .build());
    }

    OwnerForwarding(WebClient.Builder builder, ConnectionProvider connections) {
        this.connections = connections;
        HttpClient http = HttpClient.create(connections)
                .disableRetry(true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS);
        this.client =
                builder.clientConnector(new ReactorClientHttpConnector(http)).build();
    }

    /**
     * A call as it came in.
     *
     * @param path with its variables filled in, not encoded yet
     */
    public record Call(
            HttpMethod method,
            String path,
            Map<String, String> query,
            @Nullable Object body) {}

    /**
     * The other instance's answer. Errs with its problem; with {@link Unavailable} where it was not reached, so that
     * nothing was done; with {@link OutcomeUnknown} where it was, but did not answer in 3 s.
     *
     * @param connection the one that the call is meant for
     */
    public <T> Mono<T> forward(Worker worker, Call call, String connection, Caller caller, Class<T> answer) {
        return forward(worker, call, Map.of(HOP, connection), caller, answer);
    }

    /** As {@link #forward}, for all devices of that instance that were claimed no later than that. */
    public <T> Mono<T> forwardToAll(Worker worker, Call call, long lastClaim, Caller caller, Class<T> answer) {
        Map<String, String> hop = Map.of(HOP, ALL_DEVICES, LAST_CLAIM, Long.toString(lastClaim));
        return forward(worker, call, hop, caller, answer);
    }

    private <T> Mono<T> forward(Worker worker, Call call, Map<String, String> hop, Caller caller, Class<T> answer) {
        AtomicBoolean sent = new AtomicBoolean();
        WebClient.RequestBodySpec request = client.method(call.method())
                .uri(address(worker, call))
                .headers(headers -> {
                    headers.setBearerAuth(caller.token());
                    hop.forEach(headers::set);
                })
                .httpRequest(toBeWritten -> sent.set(true));
        WebClient.RequestHeadersSpec<?> complete = call.body() == null ? request : request.bodyValue(call.body());
        boolean repeatable = call.method().equals(HttpMethod.GET);
        return complete.exchangeToMono(response -> read(response, answer))
                .retryWhen(Retry.max(1).filter(error -> repeatable && sent.get() && isBroken(error)))
                .onErrorMap(Exceptions::isRetryExhausted, Throwable::getCause)
                .timeout(DEADLINE)
                .onErrorMap(error -> !(error instanceof ApiException), error -> explain(error, sent.get()));
    }

    private static URI address(Worker worker, Call call) {
        UriBuilder uri = new DefaultUriBuilderFactory(worker.address().toString())
                .builder()
                .path(call.path());
        call.query().keySet().forEach(name -> uri.queryParam(name, "{" + name + "}"));
        return uri.build(call.query());
    }

    private static <T> Mono<T> read(ClientResponse response, Class<T> answer) {
        if (response.statusCode().is2xxSuccessful()) {
            return response.bodyToMono(answer);
        }
        return response.bodyToMono(JsonNode.class)
                .map(problem -> problem.path("detail").asString(""))
                .onErrorReturn("")
                .defaultIfEmpty("")
                .flatMap(detail -> Mono.error(problem(response, detail)));
    }

    private static ApiException problem(ClientResponse response, String detail) {
        HttpStatus status = HttpStatus.resolve(response.statusCode().value());
        if (status == null || detail.isEmpty() || status == HttpStatus.INTERNAL_SERVER_ERROR) {
            return new OutcomeUnknown("The instance that has the device failed; whether it acted is not known");
        }
        return status == HttpStatus.SERVICE_UNAVAILABLE
                ? Unavailable.because(detail)
                : new ApiException(status, detail);
    }

    /** @param sent false where there was no connection, or none was free in time */
    private static ApiException explain(Throwable error, boolean sent) {
        return sent
                ? new OutcomeUnknown("The instance that has the device did not answer; whether it acted is not known")
                : Unavailable.because("The instance that has the device cannot be reached", error);
    }

    private static boolean isBroken(Throwable error) {
        return error instanceof WebClientRequestException failed && failed.getCause() instanceof IOException;
    }

    @Override
    public void destroy() {
        connections.dispose();
    }
}
