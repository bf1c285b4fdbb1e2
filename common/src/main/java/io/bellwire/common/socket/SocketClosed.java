package io.bellwire.common.socket;

/** Ends the handling of a socket: it closes with the reason. */
public final class SocketClosed extends RuntimeException {

    private final CloseReason reason;

    public SocketClosed(CloseReason reason) {
        super(reason.text(), null, false, false);
        this.reason = reason;
    }

    public CloseReason reason() {
        return reason;
    }
}
