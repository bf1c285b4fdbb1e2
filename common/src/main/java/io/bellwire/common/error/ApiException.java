package io.bellwire.common.error;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * An answer other than success, meant for the client: {@code detail} is one plain sentence that clients show as it
 * is. Carries no stack trace, since it is an answer and not a fault.
 */
public class ApiException extends RuntimeException {

    private final HttpStatus status;
    private final List<FieldError> errors;
    private final @Nullable Duration retryAfter;

    public ApiException(HttpStatus status, String detail) {
        this(status, detail, List.of(), null, null);
    }

    /** @param errors what is wrong with single members, where that is why; else empty */
    public ApiException(HttpStatus status, String detail, List<FieldError> errors) {
        this(status, detail, errors, null, null);
    }

    protected ApiException(
            HttpStatus status,
            String detail,
            List<FieldError> errors,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(detail, cause, false, false);
        this.status = status;
        this.errors = errors;
        this.retryAfter = retryAfter;
    }

    public static ApiException badRequest(String detail) {
        return new ApiException(HttpStatus.BAD_REQUEST, detail);
    }

    /** 400 for a body or parameters that break the rules, each named in {@code errors}. */
    public static ApiException invalid(List<FieldError> errors) {
        FieldError first = errors.get(0);
        return new ApiException(HttpStatus.BAD_REQUEST, first.field() + " " + first.message(), errors);
    }

    public static ApiException unauthorized(String detail) {
        return new ApiException(HttpStatus.UNAUTHORIZED, detail);
    }

    public static ApiException forbidden(String detail) {
        return new ApiException(HttpStatus.FORBIDDEN, detail);
    }

    public static ApiException notFound(String detail) {
        return new ApiException(HttpStatus.NOT_FOUND, detail);
    }

    public static ApiException conflict(String detail) {
        return new ApiException(HttpStatus.CONFLICT, detail);
    }

    /** 429, with {@code Retry-After} in whole seconds, rounded up. */
    public static ApiException tooManyRequests(String detail, Duration retryAfter) {
        return new ApiException(HttpStatus.TOO_MANY_REQUESTS, detail, List.of(), retryAfter, null);
    }

    public HttpStatus status() {
        return status;
    }

    /** The sentence for the client. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<FieldError> errors() {
        return errors;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
