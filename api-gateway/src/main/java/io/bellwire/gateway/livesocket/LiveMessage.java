package io.bellwire.gateway.livesocket;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.bellwire.common.token.UserId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the server says on every live socket, whatever it is about. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LiveMessage.Heartbeat.class, name = "heartbeat"),
    @JsonSubTypes.Type(value = LiveMessage.Pong.class, name = "pong"),
    @JsonSubTypes.Type(value = LiveMessage.Subscribed.class, name = "subscribed"),
    @JsonSubTypes.Type(value = LiveMessage.Authenticated.class, name = "authenticated"),
    @JsonSubTypes.Type(value = LiveMessage.Failure.class, name = "error")
})
public sealed interface LiveMessage {

    /** @param revision the last one delivered on this connection; absent where there are no revisions */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Heartbeat(Instant timestamp, @Nullable Long revision) implements LiveMessage {}

    record Pong(Instant timestamp) implements LiveMessage {}

    record Subscribed(Instant timestamp, UserId userId) implements LiveMessage {}

    record Authenticated(Instant timestamp, Instant expiresAt) implements LiveMessage {}

    /** @param error one sentence, which clients in the field show or log */
    record Failure(Instant timestamp, String error, Map<String, Object> details) implements LiveMessage {

        Failure(Instant timestamp, String error) {
            this(timestamp, error, Map.of());
        }
    }
}
