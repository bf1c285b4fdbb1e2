package io.bellwire.common.error;

import io.lettuce.core.RedisException;
import io.netty.channel.unix.Errors;
import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.server.ContentTooLargeException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.util.DisconnectedClientHelper;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;

/** Which answer each error is. What is not named here is a 500 without particulars. */
final class ErrorMapping {

    private ErrorMapping() {}

    static ApiException toAnswer(Throwable error) {
        if (error instanceof ApiException answer) {
            return answer;
        }
        if (error instanceof ResponseStatusException answer) {
            return ofSpring(answer);
        }
        if (has(error, DataBufferLimitException.class)) {
            return tooLarge();
        }
        if (error instanceof AuthenticationException) {
            return ApiException.unauthorized("Not authenticated");
        }
        if (error instanceof AccessDeniedException) {
            return ApiException.forbidden("This is not yours to do");
        }
        if (error instanceof RejectedExecutionException) {
            return Unavailable.because("Too much to do at once; try again shortly", error);
        }
        return ofMissingPart(error);
    }

    private static ApiException ofMissingPart(Throwable error) {
        if (has(error, RedisConnectionFailureException.class)
                || has(error, RedisSystemException.class)
                || has(error, RedisException.class)) {
            return Unavailable.redis(error);
        }
        if (error instanceof DataAccessResourceFailureException
                || error instanceof TransientDataAccessException
                || error instanceof QueryTimeoutException
                || error instanceof TransactionException
                || has(error, R2dbcException.class)) {
            return Unavailable.database(error);
        }
        if (isBrokenConnection(error)) {
            return Unavailable.because("A connection was lost on the way; try again shortly", error);
        }
        if (error instanceof TimeoutException) {
            return Unavailable.because("An answer took too long", error);
        }
        return new ApiException(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side");
    }

    /** The caller's own, or one to Redis: Lettuce tells whoever waits on it what the kernel said, and Spring does not translate it. */
    private static boolean isBrokenConnection(Throwable error) {
        return error instanceof ClosedChannelException
                || (error instanceof IOException && DisconnectedClientHelper.isClientDisconnectedException(error))
                || error instanceof SocketException
                || error instanceof Errors.NativeIoException;
    }

    private static ApiException ofSpring(ResponseStatusException error) {
        if (error instanceof WebExchangeBindException binding) {
            return ApiException.invalid(binding.getFieldErrors().stream()
                    .map(field -> new FieldError(
                            wireName(field.getField()),
                            Objects.requireNonNullElse(field.getDefaultMessage(), "is not valid")))
                    .distinct()
                    .sorted(Comparator.comparing(FieldError::field))
                    .toList());
        }
        if (error instanceof HandlerMethodValidationException validation) {
            return ApiException.invalid(validation.getParameterValidationResults().stream()
                    .flatMap(result -> result.getResolvableErrors().stream()
                            .map(rule -> new FieldError(
                                    wireName(String.valueOf(
                                            result.getMethodParameter().getParameterName())),
                                    Objects.requireNonNullElse(rule.getDefaultMessage(), "is not valid"))))
                    .toList());
        }
        if (has(error, DataBufferLimitException.class) || error instanceof ContentTooLargeException) {
            return tooLarge();
        }
        if (error instanceof MissingRequestValueException missing) {
            return ApiException.invalid(
                    List.of(new FieldError(missing.getName(), "is required as a " + missing.getLabel())));
        }
        if (error instanceof ServerWebInputException input) {
            return ofInput(input);
        }
        if (error instanceof MethodNotAllowedException method) {
            return new ApiException(
                    HttpStatus.METHOD_NOT_ALLOWED,
                    method.getHttpMethod() + " is not possible here; expected "
                            + method.getSupportedMethods().stream()
                                    .filter(possible -> !possible.name().equals("CONNECT"))
                                    .map(Object::toString)
                                    .sorted()
                                    .collect(Collectors.joining(" or ")));
        }
        if (error.getStatusCode() == HttpStatus.UNSUPPORTED_MEDIA_TYPE) {
            return new ApiException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE, "A body with Content-Type application/json is expected");
        }
        if (error instanceof NotAcceptableStatusException) {
            return new ApiException(HttpStatus.NOT_ACCEPTABLE, "Answers here are application/json");
        }
        return ofStatus(error.getStatusCode());
    }

    private static ApiException ofStatus(HttpStatusCode code) {
        HttpStatus status = HttpStatus.resolve(code.value());
        if (status == null || status == HttpStatus.INTERNAL_SERVER_ERROR) {
            return new ApiException(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side");
        }
        return new ApiException(
                status, status == HttpStatus.NOT_FOUND ? "There is nothing at this path" : status.getReasonPhrase());
    }

    private static ApiException ofInput(ServerWebInputException error) {
        JacksonException jackson = find(error, JacksonException.class);
        if (jackson != null) {
            return JsonErrors.toAnswer(jackson);
        }
        TypeMismatchException mismatch = find(error, TypeMismatchException.class);
        if (mismatch != null && error.getMethodParameter() != null) {
            String name = wireName(String.valueOf(error.getMethodParameter().getParameterName()));
            return ApiException.invalid(
                    List.of(new FieldError(name, "must be " + JsonErrors.nameOf(mismatch.getRequiredType()))));
        }
        if (error.getMethodParameter() == null) {
            return ApiException.badRequest("This is a WebSocket address, open it with a WebSocket handshake");
        }
        if (error.getMethodParameter().hasParameterAnnotation(RequestBody.class)) {
            return ApiException.badRequest("A JSON body is required");
        }
        return ApiException.badRequest("The request could not be read");
    }

    private static String wireName(@Nullable String javaName) {
        return PropertyNamingStrategies.SNAKE_CASE.nameForField(null, null, String.valueOf(javaName));
    }

    private static ApiException tooLarge() {
        return new ApiException(HttpStatus.CONTENT_TOO_LARGE, "The body is too large, 2 MiB is the most");
    }

    private static boolean has(Throwable error, Class<? extends Throwable> type) {
        return find(error, type) != null;
    }

    private static <T extends Throwable> @Nullable T find(Throwable error, Class<T> type) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
