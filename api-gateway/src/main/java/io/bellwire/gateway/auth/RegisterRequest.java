package io.bellwire.gateway.auth;

import io.bellwire.common.account.Emails;
import io.bellwire.common.account.WellFormed;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * @param email at most 254 characters
 * @param password 8 to 72 bytes of UTF-8
 * @param name at most 200 characters; none where it is missing
 */
record RegisterRequest(
        @NotNull(message = "is required")
        @Email(message = NO_EMAIL)
        @Size(min = 3, max = Emails.MAX_LENGTH, message = NO_EMAIL)
        @Pattern(regexp = NO_CONTROLS, message = NO_EMAIL)
        @Pattern(regexp = WellFormed.PATTERN, message = NO_EMAIL)
        @Nullable
        String email,

        @NotNull(message = "is required")
        @PasswordLength
        @Pattern(regexp = WellFormed.PATTERN, message = PasswordRequest.NOT_WELL_FORMED)
        @Nullable
        String password,

        @Pattern(regexp = "(?s).{0,200}", message = "must be at most 200 characters")
        @Pattern(regexp = NO_CONTROLS, message = "must not contain control characters")
        @Pattern(regexp = WellFormed.PATTERN, message = PasswordRequest.NOT_WELL_FORMED)
        @Nullable
        String name) {

    private static final String NO_EMAIL = "must be an e-mail address of at most 254 characters";
    private static final String NO_CONTROLS = "\\P{Cntrl}*";

    RegisterRequest {
        email = email == null ? null : Emails.normalized(email);
    }

    @Override
    public String toString() {
        return "RegisterRequest[]";
    }
}
