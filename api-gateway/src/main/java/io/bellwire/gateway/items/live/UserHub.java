package io.bellwire.gateway.items.live;

import io.bellwire.common.token.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * This instance's connections of one user: delivers revision n+1 after n to all of them. What it has already is
 * dropped; what comes too early waits for what is missing, which is read from PostgreSQL when it does not come by
 * itself. So the bus may lose, double and reorder.
 *
 * <p>Knows no I/O: whoever calls it does what its answers ask for.
 */
final class UserHub {

    /** More than these waiting are dropped: they will be read from PostgreSQL instead. */
    private static final int MAX_EARLY = 1024;

    private static final long UNKNOWN = -1;

    private final UserId user;
    private final List<HubMember> connections = new ArrayList<>();
    private final TreeMap<Long, EncodedChange> early = new TreeMap<>();
    private long delivered = UNKNOWN;

    /** The hub knows of every change up to {@link #delivered} that was made until then, by PostgreSQL's clock. */
    private Instant knownUntil = Instant.MIN;

    private @Nullable UUID epoch;
    private boolean repairing;

    UserHub(UserId user) {
        this.user = user;
    }

    UserId user() {
        return user;
    }

    synchronized void add(HubMember connection) {
        connections.add(connection);
    }

    /** True where it was the last one. */
    synchronized boolean remove(HubMember connection) {
        connections.remove(connection);
        return connections.isEmpty();
    }

    synchronized int size() {
        return connections.size();
    }

    /** What became of a change. */
    enum Taken {
        /** It was delivered, or had been before. */
        DELIVERED,
        /** It waits: an earlier one is missing. */
        EARLY,
        /** Its revision was another change's before: an older database stands in for the one that was there. */
        USED_AGAIN
    }

    /**
     * Everything up to {@code head} is in PostgreSQL for whoever connects; only the first call counts.
     *
     * @param asOf when that was so, by PostgreSQL's clock
     */
    synchronized void startAt(long head, UUID life, Instant asOf) {
        if (delivered == UNKNOWN) {
            delivered = head;
            epoch = life;
            knownUntil = asOf;
            drain();
        }
    }

    /** Takes a change from wherever it comes. */
    synchronized Taken accept(EncodedChange change) {
        if (delivered != UNKNOWN && change.revision() <= delivered) {
            return change.at().isAfter(knownUntil) ? Taken.USED_AGAIN : Taken.DELIVERED;
        }
        early.put(change.revision(), change);
        if (early.size() > MAX_EARLY) {
            early.pollLastEntry();
        }
        drain();
        return delivered == UNKNOWN || early.isEmpty() ? Taken.DELIVERED : Taken.EARLY;
    }

    private void drain() {
        if (delivered == UNKNOWN) {
            return;
        }
        early.headMap(delivered, true).clear();
        while (!early.isEmpty() && early.firstKey() == delivered + 1) {
            deliver(early.pollFirstEntry().getValue());
        }
    }

    private void deliver(EncodedChange change) {
        delivered = change.revision();
        if (change.at().isAfter(knownUntil)) {
            knownUntil = change.at();
        }
        connections.forEach(connection -> connection.deliver(change));
    }

    synchronized boolean hasGap() {
        return delivered != UNKNOWN && !early.isEmpty();
    }

    /** Takes what was read from PostgreSQL: all that can still be told up to {@code next}, in order. */
    synchronized void fillGap(List<EncodedChange> changes, long next) {
        for (EncodedChange change : changes) {
            if (change.revision() > delivered) {
                deliver(change);
            }
        }
        delivered = Math.max(delivered, next);
        drain();
    }

    /** The connection's client was greeted, and may be told what the hub has to say. */
    synchronized void greeted(HubMember connection) {
        connection.greeted();
    }

    /**
     * Lets a connection take part from its own revision on.
     *
     * @return false where it has to read on first, because this hub is further, or one of the two of another life
     */
    synchronized boolean goLive(HubMember connection) {
        if (delivered == UNKNOWN || !Objects.equals(connection.epoch(), epoch) || connection.cursor() < delivered) {
            return false;
        }
        connection.live();
        return true;
    }

    /**
     * The database is another one, in which the user stands at {@code head}: everyone has to fetch anew. Does nothing
     * where the hub is no longer of the life in which it was looked at.
     */
    synchronized void beginLife(@Nullable UUID lookedAt, UUID life, long head) {
        if (!Objects.equals(epoch, lookedAt)) {
            return;
        }
        epoch = life;
        delivered = head;
        early.clear();
        connections.forEach(connection -> connection.beginLife(life, head));
    }

    /** Tells every connection to fetch anew what it has up to now. */
    synchronized void requireSync(String reason) {
        connections.forEach(connection -> connection.requireSync(reason));
    }

    /** Sends a heartbeat; the lock keeps it behind the events that it speaks of. */
    synchronized void heartbeat(HubMember connection) {
        connection.heartbeat();
    }

    /** How far a hub is, in which life of the database: the one means nothing without the other. */
    record Position(long delivered, @Nullable UUID epoch) {

        /** Whether a connection has been served by now. */
        boolean isStarted() {
            return delivered != UNKNOWN;
        }

        boolean isOf(UUID life) {
            return life.equals(epoch);
        }
    }

    synchronized Position position() {
        return new Position(delivered, epoch);
    }

    /** The last revision that every live connection was given, or −1 before the first connection is served. */
    synchronized long delivered() {
        return delivered;
    }

    /** False where a repair is under way already. */
    synchronized boolean startRepair() {
        boolean started = !repairing;
        repairing = true;
        return started;
    }

    synchronized void endRepair() {
        repairing = false;
    }
}
