package io.bellwire.gateway.deviceevents;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * A {@code devices} message that is made as its subscriber takes it, so that nobody holds the whole of it: each device is
 * as it is when its piece is made.
 */
final class ListInPieces implements Iterator<byte[]> {

    private static final int BRACKETS = "]}".length();

    private final JsonMapper json;
    private final Instant now;
    private final Function<String, Part> parts;
    private String last = "";
    private boolean begun;
    private boolean ended;

    /** Some devices in the order of their ids, and whether there are any behind them. */
    record Part(List<KnownDevice> devices, boolean isLast) {}

    /** @param parts each by the id before its first device, {@code ""} for the first one; none but the last one is empty */
    ListInPieces(JsonMapper json, Instant now, Function<String, Part> parts) {
        this.json = json;
        this.now = now;
        this.parts = parts;
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public byte[] next() {
        if (ended) {
            throw new NoSuchElementException();
        }
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        if (!begun) {
            byte[] empty = json.writeValueAsBytes(new EventsMessage.AllDevices(now, List.of()));
            piece.write(empty, 0, empty.length - BRACKETS);
            begun = true;
        }
        Part part = parts.apply(last);
        for (KnownDevice device : part.devices()) {
            if (!last.isEmpty()) {
                piece.write(',');
            }
            piece.writeBytes(json.writeValueAsBytes(device));
            last = device.deviceId();
        }
        ended = part.isLast();
        if (ended) {
            piece.write(']');
            piece.write('}');
        }
        return piece.toByteArray();
    }
}
