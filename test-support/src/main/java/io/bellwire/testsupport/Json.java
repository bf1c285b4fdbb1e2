package io.bellwire.testsupport;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as it goes over the wire in tests, with a mapper that shares nothing with the code under test. */
public final class Json {

    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    public static JsonNode parse(String json) {
        return MAPPER.readTree(json);
    }

    /** A string is taken as JSON already; a map, list, record or node is written. */
    public static String text(@Nullable Object value) {
        return value instanceof String json ? json : MAPPER.writeValueAsString(value);
    }
}
