package io.bellwire.common.socket;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How long and how much a socket's peer may keep us waiting.
 *
 * @param heartbeatInterval between protocol pings, and heartbeat messages where there are any; 30 seconds by default
 * @param stallTimeout after which a peer that takes nothing is cut off, 30 seconds by default
 * @param closeGrace for a peer to answer our close frame before the connection is dropped, 3 seconds by default
 * @param maxQueuedMessages per connection, 1,024 by default
 * @param maxQueuedSize per connection, 1 MiB by default
 * @param maxMessageSize that any peer may send, 64 KiB by default
 */
@Validated
@ConfigurationProperties("bellwire.socket")
public record SocketSettings(
        @DefaultValue("30s") Duration heartbeatInterval,
        @DefaultValue("30s") Duration stallTimeout,
        @DefaultValue("3s") Duration closeGrace,
        @DefaultValue("1024") int maxQueuedMessages,
        @DefaultValue("1MB") DataSize maxQueuedSize,
        @DefaultValue("64KB") DataSize maxMessageSize) {

    Outbox.Limits outboxLimits() {
        return new Outbox.Limits(maxQueuedMessages, maxQueuedSize.toBytes());
    }
}
