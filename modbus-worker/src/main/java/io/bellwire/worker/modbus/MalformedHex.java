package io.bellwire.worker.modbus;

import java.io.Serial;

/** A Modbus command that cannot be sent as typed. The message is one plain sentence for whoever typed it. */
public final class MalformedHex extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    MalformedHex(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    public enum Reason {
        /** No hex digit at all. */
        EMPTY,
        /** A byte with one hex digit only. */
        ODD_DIGITS,
        /** Neither a hex digit nor a separator. */
        FOREIGN_CHARACTER,
        /** More bytes than a frame may have. */
        TOO_LONG,
        /** A number of bytes that the function code cannot have, with or without CRC. */
        WRONG_LENGTH
    }
}
