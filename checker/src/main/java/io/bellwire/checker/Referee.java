package io.bellwire.checker;

import io.bellwire.checker.cluster.TruthTable;
import io.bellwire.checker.history.Command;
import io.bellwire.checker.history.Commit;
import io.bellwire.checker.history.Connection;
import io.bellwire.checker.history.Disturbances;
import io.bellwire.checker.history.Journal;
import io.bellwire.checker.history.Journal.Entry;
import io.bellwire.checker.verify.CommandCheck;
import io.bellwire.checker.verify.UserLog;
import io.bellwire.checker.verify.WriteCheck;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads what was stored and what the actors wrote down, and has it judged. Used by one thread at a time. Whatever was
 * written down before a look at PostgreSQL began is judged with what that look has shown; the rest waits.
 */
final class Referee {

    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(10);

    /** It is never that long between two looks, unless this process, or all of them, stood still. */
    private static final Duration STANDSTILL = Duration.ofSeconds(3);

    private final Journal journal;
    private final TruthTable table;
    private final CommandCheck.Calm calm;
    private final Map<String, UserLog> logs = new TreeMap<>();
    private final WriteCheck writes = new WriteCheck();
    private final CommandCheck commands = new CommandCheck();
    private final List<ConnectionWatch> watches = new ArrayList<>();
    private final List<Entry.WriteEnded> waiting = new ArrayList<>();
    private final List<Entry.CommandEnded> sent = new ArrayList<>();
    private Instant lookedAt = Instant.now();

    Referee(Journal journal, TruthTable table, CommandCheck.Calm calm, List<String> users) {
        this.journal = journal;
        this.table = table;
        this.calm = calm;
        users.forEach(user -> logs.put(user, new UserLog(user)));
    }

    UserLog log(String user) {
        UserLog log = logs.get(user);
        if (log == null) {
            throw new IllegalArgumentException("No user " + user);
        }
        return log;
    }

    /** False while PostgreSQL does not answer; throws the first violation. */
    boolean look() {
        Instant now = Instant.now();
        if (lookedAt.plus(STANDSTILL).isBefore(now)) {
            journal.disturbances().was(Disturbances.MACHINE, lookedAt, now);
            journal.count("standstills of the machine");
        }
        try {
            return look(now);
        } finally {
            lookedAt = Instant.now();
        }
    }

    private boolean look(Instant now) {
        List<Commit> news;
        try {
            news = table.after(logs.values().stream().collect(Collectors.toMap(UserLog::user, UserLog::head)));
        } catch (SQLException away) {
            return false;
        }
        List<Entry> entries = drained();
        entries.forEach(this::begin);
        news.forEach(commit ->
                writes.stored(commit, log(commit.user()).append(commit).orElse(null)));
        entries.forEach(this::end);
        endWrites(now);
        requireReceived(now);
        watches.forEach(watch -> watch.look(now));
        watches.removeIf(ConnectionWatch::isOver);
        return true;
    }

    private List<Entry> drained() {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry = journal.entries().poll();
                entry != null;
                entry = journal.entries().poll()) {
            entries.add(entry);
        }
        return entries;
    }

    private void begin(Entry entry) {
        if (entry instanceof Entry.Wrong wrong) {
            throw wrong.violation();
        } else if (entry instanceof Entry.WriteStarted started) {
            writes.started(started.write());
        } else if (entry instanceof Entry.CommandStarted started) {
            commands.started(started.command());
        } else if (entry instanceof Entry.DeviceLetIn device) {
            commands.letIn(device.device(), device.connection(), device.at());
        } else if (entry instanceof Entry.Opened opened) {
            Connection connection = opened.connection();
            watches.add(new ConnectionWatch(connection, log(connection.user()), journal));
        }
    }

    private void end(Entry entry) {
        if (entry instanceof Entry.WriteEnded ended) {
            waiting.add(ended);
        } else if (entry instanceof Entry.CommandReceived received) {
            commands.received(received.receipt(), calm);
            journal.atLeast("commands to a replaced socket", commands.late());
            journal.count("commands received");
        } else if (entry instanceof Entry.BroadcastEnded ended) {
            commands.ended(ended.tally());
        } else if (entry instanceof Entry.CommandEnded ended) {
            commands.ended(ended.command(), ended.outcome(), ended.at(), calm);
            if (ended.outcome() == Command.Outcome.SENT) {
                sent.add(ended);
            }
        }
    }

    private void endWrites(Instant now) {
        Iterator<Entry.WriteEnded> ended = waiting.iterator();
        while (ended.hasNext()) {
            Entry.WriteEnded next = ended.next();
            if (next.at().isBefore(now)) {
                ended.remove();
                writes.ended(next.write(), next.outcome());
            }
        }
    }

    private void requireReceived(Instant now) {
        sent.removeIf(entry -> {
            boolean due = entry.at().plus(COMMAND_PATIENCE).isBefore(now);
            if (due) {
                commands.requireReceived(entry.command(), entry.at(), COMMAND_PATIENCE, calm);
            }
            return due;
        });
    }

    /** Everything that ended was judged, and the log is as long as the counters say. */
    boolean isSettled() {
        return waiting.isEmpty() && sent.isEmpty() && journal.entries().isEmpty();
    }

    /** Up to where that connection has covered everything, −1 where it is not known. */
    long covered(Connection connection) {
        return watches.stream()
                .filter(watch -> watch.connection() == connection)
                .mapToLong(ConnectionWatch::covered)
                .findFirst()
                .orElse(-1);
    }
}
