package io.bellwire.common.error;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import tools.jackson.databind.json.JsonMapper;

/** Writes every error that leaves a handler, a filter or the router as a problem. */
@Component
@Order(-2)
public final class Problems implements WebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        ApiException answer = ErrorMapping.toAnswer(error);
        boolean unexplained = answer.status() == HttpStatus.INTERNAL_SERVER_ERROR;
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(error);
        }
        if (unexplained && isHungUp(error)) {
            log.debug("{} was given up by its caller", path(exchange));
            return Mono.empty();
        }
        if (unexplained) {
            log.error("{} {} failed", exchange.getRequest().getMethod(), path(exchange), error);
        }
        if (error instanceof MethodNotAllowedException method) {
            exchange.getResponse().getHeaders().setAllow(Set.copyOf(method.getSupportedMethods()));
        }
        return write(exchange, answer).onErrorResume(IllegalStateException.class, answeredAlready -> {
            log.debug("{} was answered by the server itself, which could not read it", path(exchange));
            return Mono.empty();
        });
    }

    /** A broken connection by itself may be one to Redis. */
    private static boolean isHungUp(Throwable error) {
        return error instanceof AbortedException;
    }

    /** Answers with {@code answer} as a problem, whatever the client said it accepts. */
    public Mono<Void> write(ServerWebExchange exchange, ApiException answer) {
        HttpStatus status = answer.status();
        Problem problem =
                Problem.of(status, status.getReasonPhrase(), answer.detail(), path(exchange), answer.errors());
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(status);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (answer.retryAfter() != null) {
            response.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(wholeSeconds(answer.retryAfter())));
        }
        if (status == HttpStatus.UNAUTHORIZED) {
            response.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        byte[] body = json.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8);
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    static long wholeSeconds(Duration time) {
        return Math.max(1, time.plusMillis(999).toSeconds());
    }

    private static String path(ServerWebExchange exchange) {
        return exchange.getRequest().getPath().value();
    }
}
