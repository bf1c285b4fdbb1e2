package io.bellwire.checker.history;

import java.time.Instant;

/**
 * One numbered command to one device.
 *
 * @param number negative for a broadcast, which is for every device
 * @param byStranger by someone who may not even know of the device
 */
public record Command(long number, String device, boolean byStranger, Instant started) {

    private static final int ADDRESSES = 0x10000;

    /** The broadcast of that number, below 8 million, in hex: it reads so many registers from such an address. */
    public static String broadcast(long number) {
        return "0903%04x%04x".formatted(number % ADDRESSES, number / ADDRESSES + 1);
    }

    /** The number of the broadcast that came as that hex. */
    public static long ofBroadcast(String hex) {
        String digits = hex.replace(" ", "");
        long address = Long.parseLong(digits.substring(4, 8), 16);
        long count = Long.parseLong(digits.substring(8, 12), 16);
        return -((count - 1) * ADDRESSES + address);
    }

    public enum Outcome {
        SENT,
        NOT_CONNECTED,
        UNAVAILABLE,
        UNKNOWN
    }

    /**
     * What the answer to a whole broadcast says.
     *
     * @param meant devices that it was for
     * @param sent of these, those it was written to
     * @param existing devices that there are at all
     */
    public record Tally(long number, int meant, int sent, int existing) {}

    /** That a device took a command from one of its connections. */
    public record Receipt(String device, String connection, long number, Instant at) {}
}
