package io.bellwire.worker.sessions;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.token.UserId;
import java.time.Instant;

/**
 * What the directory holds of one device's connection.
 *
 * @param generation PostgreSQL's number of this connect, higher than any before: of two, the higher one owns the session
 * @param clientIp the device's address, as far as proxies are trusted
 */
public record SessionEntry(
        SessionId sessionId,
        String connectionId,
        UserId owner,
        long generation,
        Instant connectedAt,
        String clientIp) {}
