package io.bellwire.common.socket;

import java.nio.charset.StandardCharsets;
import org.springframework.web.reactive.socket.CloseStatus;

/**
 * Why a socket of ours closes.
 *
 * @param code RFC 6455 section 7.4 or our own, 4000–4999
 * @param text at most 123 bytes of UTF-8
 * @param comeBack whether the client may knock again with the same credentials
 */
public record CloseReason(int code, String text, boolean comeBack) {

    private static final int MAX_TEXT_BYTES = 123;

    public static final CloseReason ASKED_FOR = new CloseReason(1000, "", true);
    public static final CloseReason BINARY_NOT_ACCEPTED = new CloseReason(1003, "Binary frames are not accepted", true);
    public static final CloseReason TOO_BIG = new CloseReason(1009, "Message too big", true);
    public static final CloseReason OUR_FAULT = new CloseReason(1011, "Internal error", true);
    public static final CloseReason RESTARTING = new CloseReason(1012, "Service restart", true);
    public static final CloseReason TRY_LATER = new CloseReason(1013, "Try again later", true);
    public static final CloseReason TOO_MANY_CONNECTIONS = new CloseReason(1013, "Too many connections", true);
    public static final CloseReason NOT_READING = new CloseReason(1013, "Not reading", true);
    public static final CloseReason REPLACED = new CloseReason(4409, "replaced", false);

    public CloseReason {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException("a close reason has at most 123 bytes");
        }
    }

    /** 1008: do not come back with the same credentials. */
    public static CloseReason refused(String text) {
        return new CloseReason(1008, text, false);
    }

    CloseStatus status() {
        return new CloseStatus(code, text.isEmpty() ? null : text);
    }
}
