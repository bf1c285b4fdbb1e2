package io.bellwire.common.account;

import io.bellwire.common.token.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Since {@code at}, to the millisecond and by the database's clock, another password stands. */
public record PasswordChange(UserId userId, Instant at) {

    /** As it goes over the bus. */
    byte[] encode() {
        return (at.toEpochMilli() + " " + userId).getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException where {@code payload} is no such message */
    static PasswordChange decode(byte[] payload) {
        String[] parts = new String(payload, StandardCharsets.UTF_8).split(" ", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException("a moment and a user id are expected");
        }
        return new PasswordChange(new UserId(parts[1]), Instant.ofEpochMilli(Long.parseLong(parts[0])));
    }
}
