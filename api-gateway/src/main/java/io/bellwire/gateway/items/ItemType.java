package io.bellwire.gateway.items;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.FieldError;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What an item is; it never becomes the other. */
public enum ItemType {
    @JsonProperty("alarm")
    ALARM,
    @JsonProperty("timer")
    TIMER;

    /** As on the wire and in PostgreSQL. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a parameter; a 400 where it is no type. */
    static ItemType parse(String text) {
        return Arrays.stream(values())
                .filter(type -> type.wireName().equals(text))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid(List.of(new FieldError("type", "must be alarm or timer"))));
    }

    static ItemType ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
