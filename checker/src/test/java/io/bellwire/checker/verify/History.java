package io.bellwire.checker.verify;

import io.bellwire.checker.history.Commit;
import io.bellwire.checker.history.Heard;
import java.time.Instant;

/** A hand-made history of the user {@code anna}, second by second. */
final class History {

    static final String ANNA = "anna";

    final UserLog log = new UserLog(ANNA);

    static Instant second(long second) {
        return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second);
    }

    /** The next revision, stored at the second of its number. */
    History stored(String item, int version, String label) {
        log.append(commit(log.head() + 1, item, version, label, ""));
        return this;
    }

    History deleted(String item, int version) {
        long revision = log.head() + 1;
        log.append(commit(revision, item, version, "gone", "deleted at " + revision));
        return this;
    }

    static Commit commit(long revision, String item, int version, String label, String deletedAt) {
        return new Commit(ANNA, revision, revision, item, version, label, deletedAt, second(revision));
    }

    /** As it should be heard, half a second after it was stored. */
    Heard.Event event(long revision) {
        return event(revision, ANNA, log.at(revision).label(), second(revision).plusMillis(500));
    }

    Heard.Event event(long revision, String user, String label, Instant at) {
        Commit commit = revision <= log.head() ? log.at(revision) : commit(revision, "x", 1, label, "");
        String type = commit.isDeleted() ? "alarm_deleted" : "alarm_updated";
        String owner = commit.isDeleted() ? "" : ANNA;
        return new Heard.Event(at, user, type, revision, commit.item(), owner, commit.version(), label);
    }

    static Heard.SyncRequired sync(long revision, String reason) {
        return new Heard.SyncRequired(second(100), ANNA, reason, revision);
    }

    static Heard.Heartbeat heartbeat(long revision) {
        return new Heard.Heartbeat(second(100), revision);
    }
}
