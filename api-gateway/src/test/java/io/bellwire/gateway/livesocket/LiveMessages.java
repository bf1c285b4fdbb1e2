package io.bellwire.gateway.livesocket;

import io.bellwire.common.token.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages that all live sockets share. */
public final class LiveMessages {

    private static final Instant NOW = Instant.parse("2024-01-15T10:30:00Z");

    private LiveMessages() {}

    /** @param revision of the heartbeat; null where there are no revisions */
    public static List<LiveMessage> oneOfEach(@Nullable Long revision) {
        return List.of(
                new LiveMessage.Heartbeat(NOW, revision),
                new LiveMessage.Pong(NOW),
                new LiveMessage.Subscribed(NOW, new UserId("user123")),
                new LiveMessage.Authenticated(NOW, NOW),
                new LiveMessage.Failure(NOW, "Invalid message format", Map.of("type", "ring")));
    }
}
