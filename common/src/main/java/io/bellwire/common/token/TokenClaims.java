package io.bellwire.common.token;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a valid access token says.
 *
 * @param userId whose token it is
 * @param email the account's e-mail address, empty where the token names none
 * @param roles {@code USER} where the token names none
 * @param issuedAt to the second
 * @param expiresAt to the second
 * @param passwordSetAt since when the password had stood that the token was issued for; {@code issuedAt} where the
 *     token does not say
 */
public record TokenClaims(
        UserId userId, String email, Set<Role> roles, Instant issuedAt, Instant expiresAt, Instant passwordSetAt) {

    /** Whether the password was changed, at {@code passwordChange}, after this token's sign-in; null where never. */
    public boolean isOlderThan(@Nullable Instant passwordChange) {
        return passwordChange != null && passwordSetAt.isBefore(passwordChange);
    }

    public boolean isOperator() {
        return roles.contains(Role.OPERATOR);
    }
}
