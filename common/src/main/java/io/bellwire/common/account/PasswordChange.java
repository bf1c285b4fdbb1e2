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

    static PasswordChange decode(byte[] payload) {
        String[] parts = new String(payload, StandardCharsets.UTF_8).split(" ", 2);
        return new PasswordChange(new UserId(parts[1]), Instant.ofEpochMilli(Long.parseLong(parts[0])));
    }
}
