package io.bellwire.worker.commands;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** Reads parameters where an empty one must not pass for a missing one, which would mean every device. */
final class Parameters {

    private Parameters() {}

    /** The only value of a parameter, empty for {@code ?name} and {@code ?name=}; null where it is missing. */
    static @Nullable String only(MultiValueMap<String, String> query, String name) {
        List<String> values = query.get(name);
        if (values == null) {
            return null;
        }
        if (values.size() > 1) {
            throw invalid(name, "is given more than once");
        }
        String value = values.get(0);
        return value == null ? "" : value;
    }

    static SessionId sessionId(String name, String value) {
        return SessionId.parse(value)
                .orElseThrow(() ->
                        invalid(name, "must be 1 to 128 letters, digits or ._:@- and begin with a letter or digit"));
    }

    static ApiException invalid(String name, String message) {
        return ApiException.invalid(List.of(new FieldError(name, message)));
    }
}
