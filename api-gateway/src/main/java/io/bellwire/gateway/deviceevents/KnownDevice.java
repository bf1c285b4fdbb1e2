package io.bellwire.gateway.deviceevents;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.bellwire.common.deviceapi.DeviceEvent;
import io.bellwire.common.deviceapi.DeviceState;
import io.bellwire.common.json.VerbatimJson;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The latest that is known of a device.
 *
 * @param connectedAt null where it is not connected, or not known since when it is
 * @param lastData null where it has reported nothing lately, or too much is kept already
 * @param connectionId null where it is not connected, or was connected before it was watched and its entry
 *     was not read yet
 */
record KnownDevice(
        String deviceId,
        boolean connected,
        @Nullable Instant connectedAt,
        @Nullable VerbatimJson lastData,
        @Nullable Instant lastDataAt,
        @JsonIgnore @Nullable String connectionId) {

    static KnownDevice unheardOf(String deviceId) {
        return new KnownDevice(deviceId, false, null, null, null, null);
    }

    static KnownDevice of(DeviceState state) {
        return new KnownDevice(
                state.deviceId(), state.connected(), state.connectedAt(), state.lastData(), state.lastDataAt(), null);
    }

    KnownDevice connected(DeviceEvent.Connected event) {
        return new KnownDevice(deviceId, true, event.timestamp(), lastData, lastDataAt, event.connectionId());
    }

    /** Whether {@code event} is about the connection that is known already: its worker tells again what may be missed. */
    boolean isConnectedBy(DeviceEvent.Connected event) {
        return connected
                && (connectionId == null
                        ? event.timestamp().equals(connectedAt)
                        : connectionId.equals(event.connectionId()));
    }

    /** Whether all that is known of its connection is that it stands since {@code since}. */
    boolean isOfUnknownConnection(@Nullable Instant since) {
        return connected && connectionId == null && since != null && since.equals(connectedAt);
    }

    KnownDevice connectedBy(String connectionId) {
        return new KnownDevice(deviceId, connected, connectedAt, lastData, lastDataAt, connectionId);
    }

    /** Whether {@code event} is about the connection that there is, and not about one that was replaced. */
    boolean isEndedBy(DeviceEvent.Disconnected event) {
        if (connectionId != null) {
            return connectionId.equals(event.connectionId());
        }
        return connected && (connectedAt == null || !connectedAt.isAfter(event.timestamp()));
    }

    KnownDevice disconnected() {
        return new KnownDevice(deviceId, false, null, lastData, lastDataAt, null);
    }

    /** A device that was never heard of must be connected to report. */
    KnownDevice reported(DeviceEvent.Data event) {
        boolean first = !connected && lastDataAt == null;
        return new KnownDevice(
                deviceId, connected || first, connectedAt, event.data(), event.timestamp(), connectionId);
    }

    boolean hasReportedAfter(KnownDevice other) {
        return lastDataAt != null && (other.lastDataAt == null || lastDataAt.isAfter(other.lastDataAt));
    }

    /** With the connection as {@code other} knows it. */
    KnownDevice connectedAs(KnownDevice other) {
        return new KnownDevice(deviceId, other.connected, other.connectedAt, lastData, lastDataAt, other.connectionId);
    }

    /** With the report that {@code other} knows. */
    KnownDevice reportedAs(KnownDevice other) {
        return new KnownDevice(deviceId, connected, connectedAt, other.lastData, other.lastDataAt, connectionId);
    }

    KnownDevice withoutLastData() {
        return new KnownDevice(deviceId, connected, connectedAt, null, lastDataAt, connectionId);
    }

    @Override
    public String toString() {
        return "KnownDevice[" + deviceId + "]";
    }
}
