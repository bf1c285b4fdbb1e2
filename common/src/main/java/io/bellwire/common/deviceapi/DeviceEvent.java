package io.bellwire.common.deviceapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.bellwire.common.json.VerbatimJson;
import java.time.Instant;
import java.util.Objects;

/** What happens to a device, as it goes over the bus and on to the subscribers of {@code /ws/events}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DeviceEvent.Connected.class, name = "device_connected"),
    @JsonSubTypes.Type(value = DeviceEvent.Disconnected.class, name = "device_disconnected"),
    @JsonSubTypes.Type(value = DeviceEvent.Data.class, name = "device_data")
})
@JsonInclude(JsonInclude.Include.ALWAYS)
public sealed interface DeviceEvent {

    String deviceId();

    Instant timestamp();

    /** What lacks a member is no event, and fails where it is read. */
    private static void requireAll(Object... members) {
        for (Object member : members) {
            Objects.requireNonNull(member);
        }
    }

    record Connected(String deviceId, String connectionId, Instant timestamp) implements DeviceEvent {

        public Connected {
            requireAll(deviceId, connectionId, timestamp);
        }
    }

    record Disconnected(String deviceId, String connectionId, Instant timestamp) implements DeviceEvent {

        public Disconnected {
            requireAll(deviceId, connectionId, timestamp);
        }
    }

    /** @param data what the device reported, or {@code {"hex_response": …}} for a binary frame */
    record Data(String deviceId, VerbatimJson data, Instant timestamp) implements DeviceEvent {

        public Data {
            requireAll(deviceId, data, timestamp);
        }

        @Override
        public String toString() {
            return "Data[" + deviceId + "]";
        }
    }
}
