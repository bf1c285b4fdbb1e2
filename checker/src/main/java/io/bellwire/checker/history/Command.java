package io.bellwire.checker.history;

import java.time.Instant;

/**
 * One numbered command to one device.
 *
 * @param gateway the instance that was asked
 */
public record Command(long number, String device, int gateway, Instant started) {

    public enum Outcome {
        SENT,
        NOT_CONNECTED,
        UNAVAILABLE,
        UNKNOWN
    }

    /** That a device took a command from one of its connections. */
    public record Receipt(String device, String connection, long number, Instant at) {}
}
