package io.bellwire.gateway.deviceevents;

import io.bellwire.common.socket.CloseReason;
import io.bellwire.common.socket.Frame;
import io.bellwire.gateway.livesocket.LiveSocket;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One subscriber: who is too slow for every step is sent the state of all devices once there is room again. */
final class EventsConnection {

    private final LiveSocket socket;
    private final @Nullable String onlyDevice;
    private final Frame greeting;
    private Supplier<Iterator<byte[]>> allDevices = Collections::emptyIterator;

    /**
     * @param onlyDevice that the subscriber wants to hear of; null for all
     * @param greeting the first thing the subscriber hears, once there is room for it in a hub
     */
    EventsConnection(LiveSocket socket, @Nullable String onlyDevice, Frame greeting) {
        this.socket = socket;
        this.onlyDevice = onlyDevice;
        this.greeting = greeting;
    }

    LiveSocket socket() {
        return socket;
    }

    @Nullable
    String onlyDevice() {
        return onlyDevice;
    }

    /** Called once, by the hub that it joins. */
    void follow(Supplier<Iterator<byte[]>> state) {
        allDevices = state;
        send(greeting);
        socket.connection().onOverflow(() -> List.of(Frame.eventInPieces(state)));
    }

    /** Called by the hub alone. */
    void sendAllDevices() {
        send(Frame.eventInPieces(allDevices));
    }

    /** Called by the hub alone. */
    void sendAllDevices(byte[] asOfNow) {
        send(Frame.event(asOfNow));
    }

    /** Called by the hub alone, in order. */
    void sendEvent(String deviceId, Frame event) {
        if (onlyDevice == null || onlyDevice.equals(deviceId)) {
            send(event);
        }
    }

    private void send(Frame frame) {
        if (!socket.connection().send(frame)) {
            socket.connection().close(CloseReason.TRY_LATER);
        }
    }
}
