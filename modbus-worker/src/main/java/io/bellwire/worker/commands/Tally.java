package io.bellwire.worker.commands;

import io.bellwire.common.deviceapi.BroadcastComplete;
import io.bellwire.worker.modbus.RtuCommand;

/**
 * How many devices a command was meant for, and how many got it.
 *
 * @param complete false where an instance did not answer
 */
record Tally(int sent, int failed, boolean complete) {

    static final Tally NOTHING = new Tally(0, 0, true);
    static final Tally NO_ANSWER = new Tally(0, 0, false);

    static Tally ofOne(boolean written) {
        return written ? new Tally(1, 0, true) : new Tally(0, 1, true);
    }

    static Tally ofLost(int devices) {
        return new Tally(0, devices, true);
    }

    static Tally of(BroadcastComplete answer) {
        return new Tally(answer.sentSuccessfully(), answer.failed(), answer.partial() == null);
    }

    Tally plus(Tally other) {
        return new Tally(sent + other.sent, failed + other.failed, complete && other.complete);
    }

    BroadcastComplete answer(RtuCommand command) {
        return new BroadcastComplete(
                "Modbus command broadcast complete",
                sent + failed,
                sent,
                failed,
                command.hexCommand(),
                complete ? null : true,
                command.crcValid() ? null : false,
                command.crcValid() ? null : command.expectedCrc());
    }
}
