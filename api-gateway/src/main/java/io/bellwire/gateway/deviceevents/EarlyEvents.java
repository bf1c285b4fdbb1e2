package io.bellwire.gateway.deviceevents;

import io.bellwire.common.socket.Frame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;

/**
 * Events that came before the state they belong to, to be sent after it. Of more than {@value #MAX} none are kept: the
 * state has them in it.
 */
final class EarlyEvents {

    private static final int MAX = 256;

    private record Early(String deviceId, Frame frame) {}

    private final Deque<Early> events = new ArrayDeque<>();
    private boolean tooMany;

    void add(String deviceId, Frame frame) {
        if (tooMany) {
            return;
        }
        events.add(new Early(deviceId, frame));
        if (events.size() > MAX) {
            events.clear();
            tooMany = true;
        }
    }

    void drainTo(BiConsumer<String, Frame> receiver) {
        events.forEach(early -> receiver.accept(early.deviceId(), early.frame()));
        events.clear();
    }
}
