package io.bellwire.common.deviceapi;

import io.bellwire.common.json.VerbatimJson;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One device in the answer to {@code GET /devices} and in the {@code devices} message of {@code /ws/events}.
 *
 * @param connectedAt null where it is not connected
 * @param lastData what it last reported, null where it has not lately, or where the list would become too large
 * @param lastDataAt null where it has not reported lately
 */
public record DeviceState(
        String deviceId,
        boolean connected,
        @Nullable Instant connectedAt,
        @Nullable VerbatimJson lastData,
        @Nullable Instant lastDataAt) {

    public DeviceState {
        Objects.requireNonNull(deviceId);
    }
}
