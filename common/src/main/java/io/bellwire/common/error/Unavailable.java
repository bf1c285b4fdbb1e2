package io.bellwire.common.error;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** 503: something behind this service is away; the sentence says which part, and nothing was done. */
public final class Unavailable extends ApiException {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private Unavailable(String detail, @Nullable Throwable cause) {
        super(HttpStatus.SERVICE_UNAVAILABLE, detail, List.of(), RETRY_AFTER, cause);
    }

    /** Whether {@code error} comes from something behind this service being away, so that trying later helps. */
    public static boolean isCauseOf(Throwable error) {
        return ErrorMapping.toAnswer(error).status() == HttpStatus.SERVICE_UNAVAILABLE;
    }

    public static Unavailable database(@Nullable Throwable cause) {
        return new Unavailable("The database is unavailable", cause);
    }

    public static Unavailable redis(@Nullable Throwable cause) {
        return new Unavailable("Redis is unavailable", cause);
    }

    /** Another part, or one that has more to do than it can. */
    public static Unavailable because(String detail) {
        return new Unavailable(detail, null);
    }

    public static Unavailable because(String detail, Throwable cause) {
        return new Unavailable(detail, cause);
    }
}
