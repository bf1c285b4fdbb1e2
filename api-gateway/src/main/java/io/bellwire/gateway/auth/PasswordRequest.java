package io.bellwire.gateway.auth;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** @param newPassword 8 to 72 bytes of UTF-8 */
record PasswordRequest(
        @NotNull(message = "is required") @Size(max = 1024, message = "must be at most 1024 characters") @Nullable
        String currentPassword,

        @NotNull(message = "is required") @PasswordLength @Nullable
        String newPassword) {

    @Override
    public String toString() {
        return "PasswordRequest[]";
    }
}
