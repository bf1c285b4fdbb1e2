package io.bellwire.gateway.items.live;

/** A connection as its hub sees it. Every method is called by the hub alone, one at a time. */
interface HubMember {

    /** Everything up to this revision was given to it. */
    long cursor();

    /** From now on it is given what the hub delivers. */
    void live();

    /** In order of revision; what it has already, and all while it is not live, it lets pass. */
    void deliver(EncodedChange change);

    /** History is another from {@code head} on. */
    void restartAt(long head);

    /** Its client is to fetch everything it has up to now anew. */
    void requireSync(String reason);

    void heartbeat();
}
