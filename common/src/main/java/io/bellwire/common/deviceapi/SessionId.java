package io.bellwire.common.deviceapi;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The id a device chose for itself; {@code session_token} and {@code device_id} on other wires mean the same. */
public record SessionId(@JsonValue String value) implements Comparable<SessionId> {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}");
    private static final Set<String> RESERVED = Set.of("bulk", "changes", "health", "ws");

    public SessionId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a session id");
        }
    }

    public static Optional<SessionId> parse(String text) {
        return isValid(text) ? Optional.of(new SessionId(text)) : Optional.empty();
    }

    private static boolean isValid(String text) {
        return FORM.matcher(text).matches() && !RESERVED.contains(text);
    }

    @Override
    public int compareTo(SessionId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
