package io.bellwire.common.token;

import java.time.Instant;
import java.util.Set;

/**
 * What a valid access token says.
 *
 * @param userId whose token it is
 * @param email the account's e-mail address, empty where the token names none
 * @param roles {@code USER} where the token names none
 * @param issuedAt to the second
 * @param expiresAt to the second
 */
public record TokenClaims(UserId userId, String email, Set<Role> roles, Instant issuedAt, Instant expiresAt) {

    public boolean isOperator() {
        return roles.contains(Role.OPERATOR);
    }
}
