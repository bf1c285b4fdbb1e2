package io.bellwire.worker.commands;

import io.bellwire.common.error.ApiException;
import io.netty.channel.Channel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Whether somebody still waits for a call's answer. Calls run to their end without that; but a command that was read
 * late, since this instance was frozen, has long been given up by its caller, and must not surprise a device.
 */
final class Awaited {

    private final Channel caller;

    private Awaited(Channel caller) {
        this.caller = caller;
    }

    static Awaited by(ServerHttpRequest request) {
        HttpServerRequest received = ServerHttpRequestDecorator.getNativeRequest(request);
        AtomicReference<@Nullable Channel> caller = new AtomicReference<>();
        received.withConnection(connection -> caller.set(connection.channel()));
        return new Awaited(Objects.requireNonNull(caller.get()));
    }

    /** Errs where nobody waits any more. Looks only when what the caller's connection brought together is read. */
    Mono<Void> check() {
        return Mono.create(sink -> caller.eventLoop().execute(() -> {
            if (caller.isActive()) {
                sink.success();
            } else {
                sink.error(new ApiException(HttpStatus.REQUEST_TIMEOUT, "The caller has given up"));
            }
        }));
    }
}
