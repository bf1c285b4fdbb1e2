package io.bellwire.testsupport;

/**
 * What a wire suffers from.
 *
 * @param slice bytes in one piece, 0 for as they come
 * @param bytesPerSecond to the client, 0 for no limit
 */
record WireFaults(boolean cut, boolean hold, boolean dropAnswers, long delayNanos, int slice, int bytesPerSecond) {

    static final WireFaults NONE = new WireFaults(false, false, false, 0, 0, 0);

    WireFaults withCut(boolean value) {
        return new WireFaults(value, hold, dropAnswers, delayNanos, slice, bytesPerSecond);
    }

    WireFaults withHold(boolean value) {
        return new WireFaults(cut, value, dropAnswers, delayNanos, slice, bytesPerSecond);
    }

    WireFaults withDropAnswers(boolean value) {
        return new WireFaults(cut, hold, value, delayNanos, slice, bytesPerSecond);
    }

    WireFaults withDelayNanos(long value) {
        return new WireFaults(cut, hold, dropAnswers, value, slice, bytesPerSecond);
    }

    WireFaults withSlice(int value) {
        return new WireFaults(cut, hold, dropAnswers, delayNanos, value, bytesPerSecond);
    }

    WireFaults withBytesPerSecond(int value) {
        return new WireFaults(cut, hold, dropAnswers, delayNanos, slice, value);
    }
}
