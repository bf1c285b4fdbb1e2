package io.bellwire.common.deviceapi;

/**
 * The answer to {@code POST /send_message}: the frame was written to the device's socket, which is not "received by
 * the device".
 */
public record MessageSent(String detail, String sessionToken, String connectionId) {

    public MessageSent(String sessionToken, String connectionId) {
        this("Message sent", sessionToken, connectionId);
    }
}
