package io.bellwire.gateway.items.live;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * What gateways tell each other about one user over the bus: a line that says what it is, then the bytes that go to
 * the clients as they are. {@code item SENDER REVISION MILLISECONDS}, or {@code sync SENDER}.
 */
sealed interface UserMessage {

    /** The gateway that sent it: its own messages come back to it. */
    String sender();

    record Changed(String sender, EncodedChange change) implements UserMessage {}

    record SyncRequired(String sender, String reason) implements UserMessage {}

    static String topic(String userId) {
        return "user:" + userId;
    }

    static byte[] encode(UserMessage message) {
        if (message instanceof Changed changed) {
            EncodedChange change = changed.change();
            String header = "item " + changed.sender() + " " + change.revision() + " "
                    + change.at().toEpochMilli();
            return join(header, change.json());
        }
        SyncRequired sync = (SyncRequired) message;
        return join("sync " + sync.sender(), sync.reason().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] join(String header, byte[] body) {
        byte[] line = (header + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(line, line.length + body.length);
        System.arraycopy(body, 0, whole, line.length, body.length);
        return whole;
    }

    /** @throws IllegalArgumentException where the bytes are no message of ours */
    static UserMessage decode(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        String[] header = new String(bytes, 0, end, StandardCharsets.US_ASCII).split(" ");
        byte[] body = Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length);
        if (header.length == 4 && header[0].equals("item")) {
            Instant at = Instant.ofEpochMilli(Long.parseLong(header[3]));
            return new Changed(header[1], new EncodedChange(Long.parseLong(header[2]), at, body));
        }
        if (header.length == 2 && header[0].equals("sync")) {
            return new SyncRequired(header[1], new String(body, StandardCharsets.UTF_8));
        }
        throw new IllegalArgumentException("not a message about a user");
    }
}
