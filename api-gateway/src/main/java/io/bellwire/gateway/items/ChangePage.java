package io.bellwire.gateway.items;

import java.util.List;
import java.util.UUID;

/**
 * Changes of one user after a revision, read in one snapshot.
 *
 * @param changes each changed item once, in its latest state, in order of revision
 * @param next the revision to go on from
 * @param hasMore whether there is more between {@code next} and {@code head}
 * @param head the user's last revision
 * @param floor below which history does not reach back
 * @param epoch the life of the database
 */
public record ChangePage(List<ItemChange> changes, long next, boolean hasMore, long head, long floor, UUID epoch) {

    /** Whether a client that has everything up to {@code since} lacks nothing but what can be read here. */
    public boolean reachesBackTo(long since) {
        return since == 0 || (since >= floor && since <= head);
    }
}
