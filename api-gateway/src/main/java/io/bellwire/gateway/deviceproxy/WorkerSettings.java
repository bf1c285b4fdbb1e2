package io.bellwire.gateway.deviceproxy;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where the workers are.
 *
 * @param url of a worker, or of the balancer in front of them, {@code http://localhost:8003} by default
 * @param deadline for an answer, 5 seconds by default
 * @param connectTimeout 2 seconds by default
 * @param maxIdle of a kept connection, 30 seconds by default: less than the 75 after which a worker closes it
 * @param maxConnections 500 by default
 * @param maxAnswerSize 16 MiB by default, for the list of an operator's devices with what they last reported
 */
@Validated
@ConfigurationProperties("bellwire.worker")
record WorkerSettings(
        @DefaultValue("http://localhost:8003") @NotNull URI url,
        @DefaultValue("5s") Duration deadline,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("30s") Duration maxIdle,
        @DefaultValue("500") int maxConnections,
        @DefaultValue("16MB") DataSize maxAnswerSize) {

    /** An underscore is allowed by some name servers and taken by no URI: the worker would never be reached. */
    WorkerSettings {
        if (url != null && url.getHost() == null) {
            throw new IllegalArgumentException(
                    "bellwire.worker.url is no http:// address with a valid host name: " + url);
        }
    }

    /** @param rawQuery as it came in, or null */
    URI http(String path, @Nullable String rawQuery) {
        return at(url.getScheme(), path, rawQuery);
    }

    URI webSocket(String path, @Nullable String rawQuery) {
        return at(url.getScheme().equals("https") ? "wss" : "ws", path, rawQuery);
    }

    private URI at(String scheme, String path, @Nullable String rawQuery) {
        String query = rawQuery == null ? "" : "?" + rawQuery;
        return URI.create(scheme + "://" + url.getRawAuthority() + path + query);
    }
}
