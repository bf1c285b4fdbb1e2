package io.bellwire.gateway.items.live;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A connection as its hub sees it. Every method is called by the hub alone, one at a time. */
interface HubMember {

    /** The life of the database that {@link #cursor()} belongs to; null before it was told from where to follow. */
    @Nullable
    UUID epoch();

    /** Everything up to this revision was given to it. */
    long cursor();

    /** Its client was told that it is connected: only now may it be told anything else. */
    void greeted();

    /** From now on it is given what the hub delivers. */
    void live();

    /** In order of revision; what it has already, and all while it is not live, it lets pass. */
    void deliver(EncodedChange change);

    /** The database is another one, in which the user stands at {@code head}. */
    void beginLife(UUID epoch, long head);

    /** Its client is to fetch everything it has up to now anew. */
    void requireSync(String reason);

    void heartbeat();
}
