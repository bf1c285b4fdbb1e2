package io.bellwire.gateway.auth;

import io.bellwire.common.account.Account;
import io.bellwire.common.token.UserId;

/** The answer to register. */
record Registered(boolean success, String message, UserId userId, String email) {

    static Registered of(Account account) {
        return new Registered(true, "User registered successfully", account.id(), account.email());
    }
}
