package io.bellwire.gateway.items;

import io.bellwire.common.token.UserId;
import java.time.Instant;

/**
 * One change of a user's items.
 *
 * @param item as it is after the change
 */
public record ItemChange(Kind kind, Item item) {

    /** What happened; the second half of the event's name. */
    public enum Kind {
        CREATED("_created"),
        UPDATED("_updated"),
        DELETED("_deleted");

        private final String suffix;

        Kind(String suffix) {
            this.suffix = suffix;
        }
    }

    /** How an item's latest state looks to a client that has everything up to {@code since}. */
    static ItemChange since(long since, Item item) {
        if (item.isDeleted()) {
            return new ItemChange(Kind.DELETED, item);
        }
        return new ItemChange(item.state().createdRevision() > since ? Kind.CREATED : Kind.UPDATED, item);
    }

    public UserId userId() {
        return item.userId();
    }

    /** The user's revision that this change is; no other change of the user has it. */
    public long revision() {
        return item.state().revision();
    }

    /** The message that clients receive. */
    public ItemEvent event() {
        Object data = kind == Kind.DELETED ? Tombstone.of(item) : item;
        String type = item.content().type().wireName() + kind.suffix;
        Instant timestamp = item.state().updatedAt();
        return new ItemEvent(type, timestamp, item.userId(), data, revision());
    }
}
