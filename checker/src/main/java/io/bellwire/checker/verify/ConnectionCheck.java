package io.bellwire.checker.verify;

import io.bellwire.checker.history.Commit;
import io.bellwire.checker.history.Heard;
import io.bellwire.checker.verify.Violation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One connection of one client: revisions rise, each event is what was stored, and what was left out is covered by a
 * later state of the same item that was stored by then, or by a {@code sync_required}.
 */
public final class ConnectionCheck {

    /** Between the clocks of PostgreSQL and this process, which are one machine's. */
    private static final Duration CLOCKS = Duration.ofMillis(20);

    private final String name;
    private final UserLog log;
    private final boolean syncsUnasked;

    /** Everything up to here was heard, is superseded, or is to be fetched anew. */
    private long covered;

    /** What comes next must be later than this. */
    private long last;

    private long holes;

    /**
     * @param known up to where the client had everything before
     * @param repeatsKnown it did not say so, and may hear of it again
     * @param syncsUnasked it may be told to fetch all as soon as it comes
     */
    public ConnectionCheck(String name, UserLog log, long known, boolean repeatsKnown, boolean syncsUnasked) {
        this.name = name;
        this.log = log;
        this.covered = known;
        this.last = repeatsKnown ? 0 : known;
        this.syncsUnasked = syncsUnasked;
    }

    /** Up to where this connection has covered everything. */
    public long covered() {
        return covered;
    }

    /** Revisions that were left out since a later state stands for them. */
    public long holes() {
        return holes;
    }

    /** The log must hold everything that was stored when it was heard. */
    public void accept(Heard heard) {
        if (heard instanceof Heard.Event event) {
            accept(event);
        } else if (heard instanceof Heard.SyncRequired sync) {
            accept(sync);
        } else if (heard instanceof Heard.Heartbeat heartbeat) {
            accept(heartbeat);
        } else if (heard instanceof Heard.Greeting greeting) {
            requireOwn(greeting.user(), heard);
            requireStored(greeting.revision(), heard);
            if (syncsUnasked) {
                covered = greeting.revision();
                last = greeting.revision();
            }
        }
    }

    private void accept(Heard.Event event) {
        requireOwn(event.user(), event);
        if (event.revision() <= last) {
            throw violation(event.revision() == last ? Kind.DOUBLED : Kind.REORDERED, "after " + last, event);
        }
        requireStored(event.revision(), event);
        Commit stored = log.at(event.revision());
        if (!matches(event, stored)) {
            throw violation(Kind.WRONG_CONTENT, "stored was " + stored, event);
        }
        cover(event.revision() - 1, event);
        last = event.revision();
        covered = Math.max(covered, last);
    }

    private boolean matches(Heard.Event event, Commit stored) {
        return event.item().equals(stored.item())
                && event.version() == stored.version()
                && event.isDelete() == stored.isDeleted()
                && (event.isDelete()
                        || event.label().equals(stored.label()) && event.owner().equals(log.user()));
    }

    private void accept(Heard.SyncRequired sync) {
        requireOwn(sync.user(), sync);
        requireStored(sync.revision(), sync);
        boolean asked = sync.reason().startsWith("asked");
        boolean lastResort = sync.reason().equals("slow consumer");
        if (!asked && !lastResort && !(syncsUnasked && sync.reason().equals("Server changes detected"))) {
            throw violation(Kind.NEEDLESS_SYNC, "history and epoch are whole", sync);
        }
        last = Math.max(last, sync.revision());
        covered = Math.max(covered, sync.revision());
    }

    /** It may lag behind while a replay is on its way, but never speak of what was neither told nor superseded. */
    private void accept(Heard.Heartbeat heartbeat) {
        requireStored(heartbeat.revision(), heartbeat);
        if (heartbeat.revision() > covered) {
            cover(heartbeat.revision(), heartbeat);
            covered = heartbeat.revision();
        }
        last = Math.max(last, heartbeat.revision());
    }

    private void cover(long upTo, Heard heard) {
        for (long revision = covered + 1; revision <= upTo; revision++) {
            Optional<Commit> later = log.successor(revision);
            if (later.isEmpty()
                    || later.get().at().isAfter(heard.at().plus(CLOCKS))
                    || later.get().revision() <= revision) {
                throw violation(
                        Kind.HOLE,
                        "revision " + revision + " was left out: " + log.at(revision) + ", superseded by "
                                + later.map(Commit::toString).orElse("nothing"),
                        heard);
            }
            holes++;
        }
    }

    private void requireOwn(String user, Heard heard) {
        if (!user.equals(log.user())) {
            throw violation(Kind.STRANGER, "a connection of " + log.user(), heard);
        }
    }

    private void requireStored(long revision, Heard heard) {
        if (revision > log.head()) {
            throw violation(Kind.PHANTOM, "stored is no more than " + log.head(), heard);
        }
    }

    private Violation violation(Kind kind, String what, Heard heard) {
        return new Violation(kind, name + ", " + what + ", heard " + heard);
    }

    /** How late an event was, where it was stored after the connection was greeted. */
    public static Duration age(Commit commit, Instant greeted, Instant heard) {
        Instant from = commit.at().isAfter(greeted) ? commit.at() : greeted;
        return Duration.between(from, heard);
    }
}
