package io.bellwire.gateway.items;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of an item that the server writes; times are PostgreSQL's.
 *
 * @param version 1 to 2³¹−1: the last one only a deletion can reach
 * @param deletedAt null while the item lives
 * @param revision the user's revision at which this state came to be
 * @param createdRevision the one at which the item was made, or brought back
 */
public record ItemState(
        int version,
        Instant createdAt,
        Instant updatedAt,
        Instant syncedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant deletedAt,
        @JsonIgnore long revision,
        @JsonIgnore long createdRevision) {

    static ItemState created(int version, Instant now, long revision) {
        return new ItemState(version, now, now, now, null, revision, revision);
    }

    ItemState updated(int version, Instant now, long revision) {
        return new ItemState(version, createdAt, now, now, null, revision, createdRevision);
    }

    ItemState broughtBack(int version, Instant now, long revision) {
        return new ItemState(version, createdAt, now, now, null, revision, revision);
    }

    ItemState deleted(Instant now, long revision) {
        return new ItemState(version + 1, createdAt, now, now, now, revision, createdRevision);
    }

    @JsonIgnore
    boolean isDeleted() {
        return deletedAt != null;
    }
}
