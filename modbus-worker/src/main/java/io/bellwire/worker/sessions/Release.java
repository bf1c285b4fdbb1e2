package io.bellwire.worker.sessions;

/** What a release found in the directory. */
public enum Release {
    /** Our entry, which is gone now. */
    RELEASED,
    /** Nothing: ours had lapsed, and whoever came after it may have left again. */
    LAPSED,
    /** Another connection's entry, which stays. */
    TAKEN
}
