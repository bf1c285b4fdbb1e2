package io.bellwire.common.token;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** An account's id: opaque text, 1 to 128 characters. */
public record UserId(@JsonValue String value) {

    private static final int MAX_LENGTH = 128;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public UserId {
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a user id has 1 to 128 characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
