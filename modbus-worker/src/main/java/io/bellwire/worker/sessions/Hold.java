package io.bellwire.worker.sessions;

/** Whose a session was found to be, as of a certain claim. */
public enum Hold {
    /** Ours. */
    HELD,
    /** Nobody's: the directory knows nothing of it. */
    LOST,
    /** Another connection's, or claimed later than asked for. */
    NOT_HELD
}
