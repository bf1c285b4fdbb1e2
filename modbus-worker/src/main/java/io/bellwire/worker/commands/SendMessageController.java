package io.bellwire.worker.commands;

import io.bellwire.common.deviceapi.MessageSent;
import io.bellwire.common.deviceapi.SendMessage;
import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.error.ApiException;
import io.bellwire.common.token.Caller;
import io.bellwire.worker.devices.DeviceSession;
import io.bellwire.worker.sessions.OwnerForwarding;
import io.bellwire.worker.sessions.OwnerForwarding.Call;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.Valid;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
class SendMessageController {

    /** As much as a device may send us. */
    private static final int MAX_BYTES = 64 * 1024;

    private final CommandRouting routing;

    SendMessageController(CommandRouting routing) {
        this.routing = routing;
    }

    @PostMapping("/send_message")
    @Operation(
            summary = "Send a message to a device",
            description = "Answers once `data` is written to the device's socket, which is not \"received by the"
                    + " device\". 404 where the device is not connected anywhere, 503 where its instance cannot be"
                    + " reached, 504 where nobody knows whether it was sent.")
    Mono<MessageSent> send(
            @Valid @RequestBody SendMessage body,
            @Parameter(hidden = true) @RequestHeader(name = OwnerForwarding.HOP, required = false) @Nullable
                    String expected,
            @AuthenticationPrincipal Caller caller,
            @Parameter(hidden = true) ServerHttpRequest request) {
        SessionId device = Parameters.sessionId("session_token", Objects.requireNonNull(body.sessionToken()));
        byte[] message = Objects.requireNonNull(body.data()).text().getBytes(StandardCharsets.UTF_8);
        if (message.length > MAX_BYTES) {
            throw new ApiException(HttpStatus.CONTENT_TOO_LARGE, "data has at most 64 KiB");
        }
        Call call = new Call(HttpMethod.POST, "/send_message", Map.of(), body);
        return routing.route(new DeviceCommand<>(
                device,
                caller,
                Awaited.by(request),
                expected,
                call,
                MessageSent.class,
                session -> send(session, message)));
    }

    private static Mono<MessageSent> send(DeviceSession session, byte[] message) {
        return session.deliver(message)
                .filter(written -> written)
                .map(written -> new MessageSent(
                        session.entry().sessionId().value(), session.entry().connectionId()))
                .switchIfEmpty(Mono.error(() -> new NotConnected(session.entry().sessionId())));
    }
}
