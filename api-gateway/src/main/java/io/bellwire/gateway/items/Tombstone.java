package io.bellwire.gateway.items;

import java.time.Instant;
import java.util.Objects;

/** What clients learn of a deleted item. */
public record Tombstone(ItemId id, Instant deletedAt, int version) {

    static Tombstone of(Item item) {
        return new Tombstone(
                item.id(),
                Objects.requireNonNull(item.state().deletedAt(), "not deleted"),
                item.state().version());
    }
}
