package io.bellwire.worker.sessions;

import io.bellwire.common.token.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Where a session lives.
 *
 * @param worker null where its instance has not been heard of lately
 */
public record SessionOwner(
        String connectionId,
        String workerId,
        UserId owner,
        @Nullable Worker worker) {}
