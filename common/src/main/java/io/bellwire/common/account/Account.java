package io.bellwire.common.account;

import io.bellwire.common.token.Role;
import io.bellwire.common.token.UserId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Someone who signs in, or whose devices do.
 *
 * @param id never changes
 * @param email lower case
 * @param name as given at registration, empty where none was
 * @param roles {@code USER} at least
 * @param passwordHash with the id of its encoder in front; never to be logged
 * @param passwordChangedAt null where the first password is still in use
 */
public record Account(
        UserId id,
        String email,
        String name,
        Set<Role> roles,
        String passwordHash,
        @Nullable Instant passwordChangedAt) {

    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
