package io.bellwire.simulator;

/** Why a connection is over, and with it whether the device comes back. */
sealed interface Ending {

    /** The worker will not have this device with these credentials: close 1008. */
    record Refused(String detail) implements Ending {}

    /** The same session id has connected elsewhere: close 4409. */
    record Replaced() implements Ending {}

    /** The worker asks to come back at once: close 1012. */
    record Restarting() implements Ending {}

    /** Anything else, from a refused connection to a lost one. */
    record Lost(String reason) implements Ending {}

    /** We were asked to stop. */
    record Stopped() implements Ending {}
}
