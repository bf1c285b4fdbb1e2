package io.bellwire.gateway.deviceevents;

import io.bellwire.gateway.deviceevents.DeviceEntries.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When the entries of connected devices have to be looked for. A worker renews them long before they run out: one that is
 * about to is looked for shortly before and at that moment, and is gone if it is missing then. One that is missing at
 * any other time may be there again soon, since workers fill a Redis that was emptied or away. Times are
 * {@link System#nanoTime()}. Guarded by its hub.
 */
final class EntryWatch {

    /** Within it workers have filled Redis again; entries of live ones have more than this left. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final Duration MARGIN = Duration.ofMillis(5);

    private final Map<String, State> states = new HashMap<>();
    private long due;
    private boolean answered = true;
    private long answeredSince;

    /** What the last look at a device's entry showed. */
    private sealed interface State {

        long due();

        record There(long due, long runsOut) implements State {}

        record Missing(long due, long since) implements State {}
    }

    EntryWatch(long now) {
        this.due = now;
        this.answeredSince = now - GRACE.toNanos();
    }

    boolean isDue(long now) {
        return now - due >= 0;
    }

    /** There are other devices than before. */
    void changed(long now) {
        dueAt(now + RETRY.toNanos());
    }

    /** The device has a new entry. */
    void renewed(String deviceId, long now) {
        states.remove(deviceId);
        changed(now);
    }

    private void dueAt(long time) {
        due = time - due < 0 ? time : due;
    }

    /** Those of the connected devices whose entries are to be looked for now. */
    List<String> due(Set<String> connected, long now) {
        states.keySet().retainAll(connected);
        due = now + LONGEST_PAUSE.toNanos();
        List<String> dueNow = new ArrayList<>();
        for (String id : connected) {
            State state = states.get(id);
            if (state == null || now - state.due() >= 0) {
                dueNow.add(id);
            } else {
                dueAt(state.due());
            }
        }
        return dueNow;
    }

    /**
     * Takes note of the entries that were found at {@code now}, and gives the devices that are gone.
     *
     * @param asked when Redis was asked
     */
    List<String> found(List<String> deviceIds, Map<String, Entry> entries, long asked, long now) {
        if (!answered) {
            answered = true;
            answeredSince = now;
        }
        List<String> gone = new ArrayList<>();
        for (String id : deviceIds) {
            State before = states.remove(id);
            Entry entry = entries.get(id);
            if (entry == null && hasRunOut(before, asked)) {
                gone.add(id);
            } else {
                State state = entry == null ? missing(before, now) : there(entry, now);
                states.put(id, state);
                dueAt(state.due());
            }
        }
        return gone;
    }

    private boolean hasRunOut(@Nullable State state, long asked) {
        return state instanceof State.There there
                && asked - there.runsOut() >= 0
                && asked - answeredSince >= GRACE.toNanos();
    }

    private static State missing(@Nullable State before, long now) {
        long since = before instanceof State.Missing missing ? missing.since() : now;
        return new State.Missing(now + RETRY.toNanos(), since);
    }

    private static State there(Entry entry, long now) {
        long runsOut = now + entry.left().toNanos();
        boolean isAboutTo = entry.left().compareTo(GRACE) <= 0;
        return new State.There(isAboutTo ? runsOut + MARGIN.toNanos() : runsOut - GRACE.toNanos(), runsOut);
    }

    /** Redis did not answer: what it does when it is back tells nothing of workers, for a while. */
    void notAnswered(long now) {
        answered = false;
        states.clear();
        dueAt(now + RETRY.toNanos());
    }

    /** Devices whose entries are missing for longer than it takes workers to enter them again. */
    Set<String> missing(long now) {
        return states.entrySet().stream()
                .filter(state ->
                        state.getValue() instanceof State.Missing missing && now - missing.since() >= GRACE.toNanos())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
