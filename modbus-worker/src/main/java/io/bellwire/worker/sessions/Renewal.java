package io.bellwire.worker.sessions;

/** What a renewal found in the directory. */
public enum Renewal {
    /** Ours for another lifetime. */
    RENEWED,
    /** Nothing, or a connection of a lower generation: to be claimed again by the device's highest generation. */
    LOST,
    /** A connection of a higher generation: ours has to end. */
    REPLACED
}
