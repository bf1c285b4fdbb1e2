package io.bellwire.checker.verify;

import io.bellwire.checker.history.Commit;
import io.bellwire.checker.history.Write;
import io.bellwire.checker.history.Write.Outcome;
import io.bellwire.checker.verify.Violation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All writes against all that was stored: what was acknowledged is there once and as acknowledged, what was refused is
 * not, what nobody knows is there once at most, and nothing else is there.
 */
public final class WriteCheck {

    private final Map<String, Write> puts = new HashMap<>();
    private final Map<String, List<Write>> deletes = new HashMap<>();
    private final Map<String, Integer> deletions = new HashMap<>();
    private final Set<String> deletedAt = new HashSet<>();
    private final Map<String, Commit> stored = new HashMap<>();
    private final Map<String, Integer> refused = new HashMap<>();
    private final Set<String> refusedDeletes = new HashSet<>();

    /** Before it is sent. */
    public void started(Write write) {
        if (write.kind() == Write.Kind.DELETE) {
            deletes.computeIfAbsent(key(write.user(), write.item()), key -> new ArrayList<>())
                    .add(write);
        } else {
            puts.put(write.label(), write);
        }
    }

    /** @param before the state of the item that it supersedes */
    public void stored(Commit commit, @Nullable Commit before) {
        if (commit.isDeleted()) {
            requireAttempted(commit, before);
            return;
        }
        Write write = puts.get(commit.label());
        if (write == null
                || !write.user().equals(commit.user())
                || !write.item().equals(commit.item())
                || refused.containsKey(commit.label())) {
            throw new Violation(Kind.PHANTOM, "stored is " + commit + ", but written was " + describe(commit, write));
        }
        Commit twice = stored.put(commit.label(), commit);
        if (twice != null) {
            throw new Violation(Kind.DOUBLED, write + " was stored as " + twice + " and " + commit);
        }
        requireVersion(commit, before, write.version());
        boolean anew = before == null || before.isDeleted();
        long created = anew || before == null ? commit.revision() : before.createdRevision();
        if (commit.createdRevision() != created) {
            throw new Violation(Kind.WRONG_CONTENT, "created at " + created + ", but stored is " + commit);
        }
    }

    private String describe(Commit commit, @Nullable Write write) {
        Integer status = refused.get(commit.label());
        return write + (status == null ? "" : ", which was refused with " + status);
    }

    private void requireAttempted(Commit commit, @Nullable Commit before) {
        String item = key(commit.user(), commit.item());
        long attempts = deletes.getOrDefault(item, List.of()).stream()
                .filter(write -> !write.started().isAfter(commit.at()) && !refusedDeletes.contains(write.label()))
                .count();
        int times = deletions.merge(item, 1, Integer::sum);
        if (before == null || before.isDeleted() || times > attempts) {
            throw new Violation(
                    Kind.PHANTOM, times + " deletions after " + attempts + " attempts: " + commit + " after " + before);
        }
        deletedAt.add(item + " " + commit.deletedAt());
        requireVersion(commit, before, null);
    }

    private static void requireVersion(Commit commit, @Nullable Commit before, @Nullable Integer sent) {
        int old = before == null ? 0 : before.version();
        boolean right = sent == null ? commit.version() == old + 1 : commit.version() == sent && sent > old;
        if (!right) {
            throw new Violation(
                    Kind.WRONG_CONTENT, "version sent " + sent + ", stored before " + before + ", now " + commit);
        }
    }

    /** Once the log holds everything that was stored when the writer knew. */
    public void ended(Write write, Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            requireStored(write, accepted);
        } else if (outcome instanceof Outcome.Refused refusal) {
            if (write.kind() == Write.Kind.DELETE) {
                refusedDeletes.add(write.label());
                return;
            }
            refused.put(write.label(), refusal.status());
            Optional.ofNullable(stored.get(write.label())).ifPresent(commit -> {
                throw new Violation(
                        Kind.PHANTOM, write + " was refused with " + refusal.status() + ", but stored as " + commit);
            });
        }
    }

    private void requireStored(Write write, Outcome.Accepted accepted) {
        if (write.kind() == Write.Kind.DELETE) {
            if (!deletedAt.contains(key(write.user(), write.item()) + " " + accepted.deletedAt())) {
                throw new Violation(Kind.LOST, "acknowledged " + accepted + " of " + write + " is not stored");
            }
            return;
        }
        Commit commit = stored.get(write.label());
        if (commit == null) {
            throw new Violation(Kind.LOST, "acknowledged " + accepted + " of " + write + " is not stored");
        }
        if (commit.version() != accepted.version()) {
            throw new Violation(Kind.WRONG_CONTENT, "acknowledged " + accepted + ", stored " + commit);
        }
    }

    private static String key(String user, String item) {
        return user + "/" + item;
    }
}
