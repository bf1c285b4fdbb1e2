package io.bellwire.gateway.deviceevents;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.bellwire.common.token.UserId;
import java.time.Instant;
import java.util.Collection;

/** What the server says on {@code /ws/events} alone; the devices' own events go out as the worker wrote them. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = EventsMessage.Connected.class, name = "connected"),
    @JsonSubTypes.Type(value = EventsMessage.AllDevices.class, name = "devices")
})
sealed interface EventsMessage {

    /** @param heartbeatInterval in seconds */
    record Connected(Instant timestamp, UserId userId, String message, long heartbeatInterval)
            implements EventsMessage {}

    /** The state of every device that the connection is about; replaces all that was said before. */
    record AllDevices(Instant timestamp, Collection<KnownDevice> devices) implements EventsMessage {}
}
