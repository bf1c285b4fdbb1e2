package io.bellwire.checker.verify;

import io.bellwire.checker.history.Commit;
import io.bellwire.checker.verify.Violation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that was stored for one user, by revision. Revisions are gapless from 1. */
public final class UserLog {

    private final String user;
    private final List<Commit> commits = new ArrayList<>();
    private final List<@Nullable Commit> successors = new ArrayList<>();
    private final Map<String, Commit> latest = new HashMap<>();

    public UserLog(String user) {
        this.user = user;
    }

    public String user() {
        return user;
    }

    /** Takes the next one; gives the one that it supersedes, if any. */
    public Optional<Commit> append(Commit commit) {
        if (commit.revision() != head() + 1) {
            throw new Violation(
                    commit.revision() <= head() ? Kind.DOUBLED : Kind.HOLE,
                    "revision " + commit.revision() + " stored after " + head() + ": " + commit);
        }
        commits.add(commit);
        successors.add(null);
        Commit before = latest.put(commit.item(), commit);
        if (before != null) {
            successors.set((int) before.revision() - 1, commit);
        }
        return Optional.ofNullable(before);
    }

    public long head() {
        return commits.size();
    }

    public Commit at(long revision) {
        return commits.get((int) revision - 1);
    }

    /** The next later state of the same item. */
    public Optional<Commit> successor(long revision) {
        return Optional.ofNullable(successors.get((int) revision - 1));
    }

    /** The last state of each item, tombstones too. */
    public Map<String, Commit> latest() {
        return Map.copyOf(latest);
    }
}
