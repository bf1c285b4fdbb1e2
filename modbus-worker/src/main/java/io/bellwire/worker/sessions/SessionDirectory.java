package io.bellwire.worker.sessions;

import io.bellwire.common.deviceapi.SessionId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Who owns which session, over all instances. Entries lapse {@link SessionSettings#lifetime()} after they were last
 * claimed or renewed. Every call errs while Redis is away.
 */
public interface SessionDirectory {

    /** A number that no claim reaches: whichever was the last one. */
    long ANY_CLAIM = Long.MAX_VALUE;

    /** Makes this instance the session's owner unless a connection of a higher generation is. */
    Mono<Claim> claim(SessionEntry entry);

    /** As {@link #claim}, whatever generation is there: for a caller who knows it to be of another life of the database. */
    Mono<Claim.Granted> takeOver(SessionEntry entry);

    /** Renews entries that are still ours, in their order. */
    Mono<List<Renewal>> renew(List<SessionEntry> entries);

    /**
     * Which of the entries are still ours, and were claimed no later than that, in their order. Of several instances that
     * ask with the number of one {@link WorkerDirectory#roll()} at most one holds a session: of two, the one that claimed
     * later did so before the other asked.
     */
    Mono<List<Hold>> holds(List<SessionEntry> entries, long lastClaim);

    /** Removes the entry if it is still this connection's. */
    Mono<Release> release(SessionId sessionId, String connectionId);

    /** Removes the session's entry, whosever it is, and tells whose it was. Empty where there was none. */
    Mono<SessionOwner> remove(SessionId sessionId);

    /** Empty where no instance has the session. */
    Mono<SessionOwner> find(SessionId sessionId);

    /** Since when those of the sessions that are connected anywhere have been. */
    Mono<Map<SessionId, Instant>> connectedSince(Collection<SessionId> sessionIds);
}
