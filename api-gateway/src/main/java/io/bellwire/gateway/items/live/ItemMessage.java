package io.bellwire.gateway.items.live;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.bellwire.common.token.UserId;
import java.time.Instant;
import java.util.UUID;

/** What the server says on the items' socket beside the item events and the messages of every live socket. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ItemMessage.Connected.class, name = "connected"),
    @JsonSubTypes.Type(value = ItemMessage.SyncRequired.class, name = "sync_required")
})
sealed interface ItemMessage {

    /**
     * @param revision the user's last one
     * @param epoch the life of the database
     * @param heartbeatInterval seconds
     */
    record Connected(
            Instant timestamp, UserId userId, String message, long revision, UUID epoch, long heartbeatInterval)
            implements ItemMessage {}

    /** @param revision all up to here must be fetched anew; later events are greater */
    record SyncRequired(Instant timestamp, UserId userId, String reason, long revision) implements ItemMessage {}
}
