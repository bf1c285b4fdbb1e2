package io.bellwire.common.token;

/** A token that is not accepted; the message is what clients in the field expect to read. */
public final class InvalidToken extends RuntimeException {

    private final boolean expired;

    private InvalidToken(String message, boolean expired) {
        super(message, null, false, false);
        this.expired = expired;
    }

    /** Broken, forged, for something else, or of someone else. */
    public static InvalidToken invalid() {
        return new InvalidToken("Invalid token", false);
    }

    static InvalidToken expired() {
        return new InvalidToken("Token expired", true);
    }

    /** Whether it was good once. */
    public boolean isExpired() {
        return expired;
    }
}
