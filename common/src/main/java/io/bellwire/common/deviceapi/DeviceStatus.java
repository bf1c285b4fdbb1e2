package io.bellwire.common.deviceapi;

import java.time.Instant;

/** The answer to {@code GET /devices/{session_id}/status} of a device that is connected. */
public record DeviceStatus(
        String connectionId,
        String sessionId,
        boolean connected,
        Instant connectedAt,
        Instant lastSeen,
        String workerId) {}
