package io.bellwire.common.account;

import io.bellwire.common.error.ApiException;
import org.springframework.http.HttpStatus;

/** No such account, or not its password: which of the two is nobody's business. */
public final class InvalidCredentials extends ApiException {

    InvalidCredentials() {
        super(HttpStatus.UNAUTHORIZED, "Invalid email or password");
    }
}
