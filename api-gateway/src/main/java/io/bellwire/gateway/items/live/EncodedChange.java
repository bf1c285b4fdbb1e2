package io.bellwire.gateway.items.live;

import io.bellwire.common.socket.Frame;
import java.time.Instant;

/**
 * A change as bytes, encoded once for all connections of an instance.
 *
 * @param revision of its user
 * @param at when it was made, by PostgreSQL's clock: of two changes of a user the later one has the higher revision
 * @param json UTF-8
 */
record EncodedChange(long revision, Instant at, byte[] json) {

    Frame frame() {
        return Frame.event(json);
    }

    @Override
    public String toString() {
        return "EncodedChange[" + revision + "]";
    }
}
