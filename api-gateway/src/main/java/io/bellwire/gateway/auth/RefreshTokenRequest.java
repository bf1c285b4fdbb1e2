package io.bellwire.gateway.auth;

import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/** The body of refresh and logout. */
record RefreshTokenRequest(
        @NotNull(message = "is required") @Nullable String refreshToken) {

    @Override
    public String toString() {
        return "RefreshTokenRequest[]";
    }
}
