package io.bellwire.gateway.deviceevents;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Events that came before the state they belong to, to be sent after it. More than {@value #MAX} are too many. */
final class EarlyEvents {

    private static final int MAX = 256;

    private final Deque<byte[]> events = new ArrayDeque<>();
    private boolean tooMany;

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
}
