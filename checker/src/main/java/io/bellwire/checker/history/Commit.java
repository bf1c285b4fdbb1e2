package io.bellwire.checker.history;

import java.time.Instant;

/**
 * One state of an item as PostgreSQL stored it, noted by a trigger in the transaction that stored it.
 *
 * @param at PostgreSQL's clock, a moment before the commit
 * @param deletedAt as the wire writes it, or empty
 */
public record Commit(
        String user,
        long revision,
        long createdRevision,
        String item,
        int version,
        String label,
        String deletedAt,
        Instant at) {

    public boolean isDeleted() {
        return !deletedAt.isEmpty();
    }
}
