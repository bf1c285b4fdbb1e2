package io.bellwire.gateway.auth;

import io.bellwire.common.account.WellFormed;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** @param newPassword 8 to 72 bytes of UTF-8 */
record PasswordRequest(
        @NotNull(message = "is required") @Size(max = 1024, message = "must be at most 1024 characters") @Nullable
        String currentPassword,

        @NotNull(message = "is required")
        @PasswordLength
        @Pattern(regexp = WellFormed.PATTERN, message = PasswordRequest.NOT_WELL_FORMED)
        @Nullable
        String newPassword) {

    static final String NOT_WELL_FORMED = "must be text without half a surrogate pair";

    @Override
    public String toString() {
        return "PasswordRequest[]";
    }
}
