package io.bellwire.common.error;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Says in a sentence what was expected where JSON was not what it should be. */
public final class JsonErrors {

    private JsonErrors() {}

    /** 400, naming the member where one is to blame. Never quotes what was sent. */
    public static ApiException toAnswer(JacksonException error) {
        String field = path(error);
        String said = String.valueOf(error.getOriginalMessage());
        if (error instanceof MismatchedInputException mismatch && !said.startsWith("Trailing token")) {
            return expected(field, nameOf(mismatch.getTargetType()));
        }
        if (error instanceof InputCoercionException || error.getCause() instanceof InputCoercionException) {
            return expected(field, "an integer of 32 bits");
        }
        if (error instanceof StreamConstraintsException || error.getCause() instanceof StreamConstraintsException) {
            return ApiException.badRequest(
                    "The body is nested more than 64 deep, or has a number or a name that is too long");
        }
        if (error instanceof StreamReadException && said.startsWith("Duplicate")) {
            return ApiException.badRequest("The body names a member twice");
        }
        return ApiException.badRequest("The body is not valid JSON");
    }

    private static ApiException expected(String field, String type) {
        return field.isEmpty()
                ? ApiException.badRequest("The body must be " + type)
                : ApiException.invalid(List.of(new FieldError(field, "must be " + type)));
    }

    /** The JSON name of a Java type, with its article: {@code an integer}, {@code one of alarm, timer}. */
    static String nameOf(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        if (type == Integer.class || type == Long.class || type == int.class || type == long.class) {
            return "an integer";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a string";
        }
        if (Iterable.class.isAssignableFrom(type) || type.isArray()) {
            return "an array";
        }
        return "a JSON object";
    }

    private static String path(JacksonException error) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : error.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }
}
