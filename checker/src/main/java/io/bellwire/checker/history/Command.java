package io.bellwire.checker.history;

import java.time.Instant;

/**
 * One numbered command to one device.
 *
 * @param number negative for a broadcast, which is for every device
 * @param byStranger by someone who may not even know of the device
 */
public record Command(long number, String device, boolean byStranger, Instant started) {

    public enum Outcome {
        SENT,
        NOT_CONNECTED,
        UNAVAILABLE,
        UNKNOWN
    }

    /** That a device took a command from one of its connections. */
    public record Receipt(String device, String connection, long number, Instant at) {}
}
