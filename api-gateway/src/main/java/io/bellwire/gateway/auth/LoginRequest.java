package io.bellwire.gateway.auth;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** E-mail and password as typed in; what no account can have is a wrong one like any other. */
record LoginRequest(
        @NotNull(message = "is required") @Nullable String email,

        @NotNull(message = "is required") @Size(max = 1024, message = "must be at most 1024 characters") @Nullable
        String password) {

    @Override
    public String toString() {
        return "LoginRequest[]";
    }
}
