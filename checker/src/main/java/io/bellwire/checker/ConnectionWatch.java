package io.bellwire.checker;

import io.bellwire.checker.history.Commit;
import io.bellwire.checker.history.Connection;
import io.bellwire.checker.history.Disturbances;
import io.bellwire.checker.history.Disturbances.Concern;
import io.bellwire.checker.history.Heard;
import io.bellwire.checker.history.Journal;
import io.bellwire.checker.verify.ConnectionCheck;
import io.bellwire.checker.verify.UserLog;
import io.bellwire.checker.verify.Violation;
import io.bellwire.checker.verify.Violation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** One connection under the referee's eyes: what it heard, in order, and whether it hears of everything in time. */
final class ConnectionWatch {

    /** Promised. */
    private static final Duration UNNOTICED = Duration.ofSeconds(10);

    /** For a machine on which processes start while others work. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private static final int KEPT = 40;

    private final Connection connection;
    private final UserLog log;
    private final Journal journal;
    private final ConnectionCheck check;
    private final List<Concern> concerns;
    private final Deque<Heard> last = new ArrayDeque<>();

    /** When each revision after {@code firstNoticed} was first seen in PostgreSQL. */
    private final List<Instant> noticed = new ArrayList<>();

    private final long firstNoticed;
    private long counted;

    ConnectionWatch(Connection connection, UserLog log, Journal journal) {
        this.connection = connection;
        this.log = log;
        this.journal = journal;
        this.firstNoticed = log.head();
        this.check = new ConnectionCheck(
                connection.name(), log, connection.known(), connection.mayRepeat(), connection.isBrowser());
        this.concerns = List.of(
                new Concern(Disturbances.MACHINE, Duration.ofSeconds(5)),
                new Concern("postgres", Duration.ofSeconds(10)),
                new Concern("gateway-" + connection.gateway(), Duration.ofSeconds(5)),
                new Concern("clients-" + connection.gateway(), Duration.ofSeconds(3)),
                new Concern("client " + connection.client(), Duration.ofSeconds(3)));
    }

    Connection connection() {
        return connection;
    }

    long covered() {
        return check.covered();
    }

    boolean isOver() {
        return connection.hasEnded() && connection.heard().isEmpty();
    }

    void look(Instant now) {
        while (firstNoticed + noticed.size() < log.head()) {
            noticed.add(now);
        }
        for (Heard next = connection.heard().peek();
                next != null && !next.at().isAfter(now);
                next = connection.heard().peek()) {
            connection.heard().remove();
            take(next);
        }
        journal.count("holes covered by a later state", check.holes() - counted);
        counted = check.holes();
        requireFresh(now);
    }

    private void take(Heard next) {
        last.add(next);
        if (last.size() > KEPT) {
            last.remove();
        }
        try {
            long covered = check.covered();
            check.accept(next);
            Instant greeted = connection.greeted();
            if (next instanceof Heard.Event event && event.revision() == covered + 1 && greeted != null) {
                measure(event, greeted);
            }
        } catch (Violation violation) {
            throw withHistory(violation);
        }
    }

    private void measure(Heard.Event event, Instant greeted) {
        Commit commit = log.at(event.revision());
        if (journal.disturbances().calm(concerns, commit.at(), event.at())) {
            journal.atLeast(
                    "staleness",
                    ConnectionCheck.age(commit, greeted, event.at()).toMillis());
        }
    }

    private void requireFresh(Instant now) {
        Instant greeted = connection.greeted();
        long next = check.covered() + 1;
        if (greeted == null || connection.hasEnded() || next > log.head() || isToNobody(greeted)) {
            return;
        }
        Instant since = latest(List.of(
                greeted,
                next > firstNoticed ? noticed.get((int) (next - firstNoticed - 1)) : greeted,
                journal.disturbances().calmSince(concerns)));
        if (since.isBefore(now.minus(UNNOTICED).minus(SLACK))) {
            throw withHistory(new Violation(
                    Kind.STALE,
                    connection.name() + " on gateway " + connection.gateway() + " has not heard since " + since + " of "
                            + log.at(next)));
        }
    }

    /**
     * A reader that stopped may learn late that its gateway has died: its kernel keeps the end behind what was not read yet.
     * That the client does learn of it, and comes back, is seen in the end.
     */
    private boolean isToNobody(Instant greeted) {
        return journal.disturbances().hasDiedSince("gateway-" + connection.gateway(), greeted);
    }

    private static Instant latest(List<Instant> instants) {
        return instants.stream().max(Instant::compareTo).orElseThrow();
    }

    private Violation withHistory(Violation violation) {
        long from = Math.max(1, check.covered() - 10);
        long to = Math.min(log.head(), check.covered() + 20);
        StringBuilder stored = new StringBuilder();
        for (long revision = from; revision <= to; revision++) {
            stored.append("\n  ").append(log.at(revision));
        }
        String heard = last.stream().map(Heard::toString).collect(Collectors.joining("\n  ", "\n  ", ""));
        return violation.withHistory("\nIt had everything up to " + check.covered() + ", knew "
                + connection.known() + " when it came, and heard last:" + heard + "\nStored thereabouts:"
                + stored);
    }
}
