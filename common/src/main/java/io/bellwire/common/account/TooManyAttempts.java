package io.bellwire.common.account;

import io.bellwire.common.error.ApiException;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpStatus;

/** 429: more failed sign-ins than are allowed. */
public final class TooManyAttempts extends ApiException {

    TooManyAttempts(Duration retryAfter) {
        super(HttpStatus.TOO_MANY_REQUESTS, "Too many attempts; try again later", List.of(), retryAfter, null);
    }
}
