package io.bellwire.gateway.items;

import java.time.Instant;
import java.util.UUID;

/**
 * Where a user stands.
 *
 * @param head their last revision, 0 where they never had an item
 * @param floor below which history does not reach back
 * @param recent everything after it happened in the last ten minutes
 * @param epoch the life of the database
 * @param asOf when, by PostgreSQL's clock
 */
public record SyncState(long head, long floor, long recent, UUID epoch, Instant asOf) {

    /** Whether events after {@code since} of the life {@code sinceEpoch} can still be told. */
    public boolean reachesBackTo(long since, String sinceEpoch) {
        boolean sameLife = sinceEpoch.isEmpty() || sinceEpoch.equals(epoch.toString());
        return since == 0 || (sameLife && since >= floor && since <= head);
    }
}
