package io.bellwire.gateway.items;

import com.fasterxml.jackson.annotation.JsonValue;
import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.FieldError;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** An item's id, chosen by the client that made it; unique for its user. */
public record ItemId(@JsonValue String value) {

    static final String FORM = "[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}";
    static final String RULE = "must be 1 to 128 letters, digits or ._:@- and begin with a letter or digit";

    private static final Pattern PATTERN = Pattern.compile(FORM);
    private static final Set<String> RESERVED = Set.of("bulk", "changes", "health", "ws");

    public ItemId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not an item id");
        }
    }

    static boolean isValid(String text) {
        return PATTERN.matcher(text).matches() && !isReserved(text);
    }

    static boolean isReserved(String text) {
        return RESERVED.contains(text);
    }

    /** Reads a path variable or parameter; a 400 where it is no id. */
    static ItemId parse(String field, String text) {
        if (isReserved(text)) {
            throw ApiException.invalid(List.of(new FieldError(field, "is a reserved word")));
        }
        if (!isValid(text)) {
            throw ApiException.invalid(List.of(new FieldError(field, RULE)));
        }
        return new ItemId(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
