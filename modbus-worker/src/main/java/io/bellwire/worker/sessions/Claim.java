package io.bellwire.worker.sessions;

import org.jspecify.annotations.Nullable;

/** How a claim to a session ended. */
public sealed interface Claim {

    /** @param replaced whose session it was until now, null where it was nobody's */
    record Granted(@Nullable Replaced replaced) implements Claim {}

    /** @param generation of the connection that holds the session, higher than that of the claim */
    record Outranked(long generation) implements Claim {}

    /** @param workerId the instance that has to close the connection; empty where it is not known */
    record Replaced(String connectionId, String workerId) {}
}
