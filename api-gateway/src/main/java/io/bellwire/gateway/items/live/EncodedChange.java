package io.bellwire.gateway.items.live;

import io.bellwire.common.socket.Frame;

/**
 * A change as bytes, encoded once for all connections of an instance.
 *
 * @param revision of its user
 * @param json UTF-8
 */
record EncodedChange(long revision, byte[] json) {

    Frame frame() {
        return Frame.event(json);
    }

    @Override
    public String toString() {
        return "EncodedChange[" + revision + "]";
    }
}
