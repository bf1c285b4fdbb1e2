package io.bellwire.gateway.deviceevents;

import io.bellwire.common.deviceapi.DeviceEvent;
import io.bellwire.common.json.VerbatimJson;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.ObjectReader;

/** Events that came before the state they belong to, to be sent after it. More than {@value #MAX} are too many. */
final class EarlyEvents {

    private static final int MAX = 256;

    private final ObjectReader reader;
    private final Deque<byte[]> events = new ArrayDeque<>();
    private boolean tooMany;

    /** @param reader of device events */
    EarlyEvents(ObjectReader reader) {
        this.reader = reader;
    }

    void add(byte[] event) {
        events.add(event);
        tooMany = tooMany || events.size() > MAX;
    }

    /** Once they are, they stay so. */
    boolean areTooMany() {
        return tooMany;
    }

    /** All there are, in order; none are left. */
    List<byte[]> drain() {
        List<byte[]> all = List.copyOf(events);
        events.clear();
        return all;
    }

    /**
     * All but the reports that this state has in it, in order; none are left. Of two reports in one millisecond the one
     * that the state has may be either.
     */
    List<byte[]> drainNewsFor(DeviceBook state) {
        Deque<byte[]> news = new ArrayDeque<>();
        Set<String> reported = new HashSet<>();
        for (Iterator<byte[]> latestFirst = events.descendingIterator(); latestFirst.hasNext(); ) {
            byte[] payload = latestFirst.next();
            if (VerbatimJson.read(reader, payload) instanceof DeviceEvent.Data report) {
                if (state.hasAsLatest(report)) {
                    reported.add(report.deviceId());
                }
                if (reported.contains(report.deviceId()) || state.hasLaterThan(report)) {
                    continue;
                }
            }
            news.addFirst(payload);
        }
        events.clear();
        return List.copyOf(news);
    }
}
