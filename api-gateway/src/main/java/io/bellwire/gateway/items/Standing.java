package io.bellwire.gateway.items;

import io.bellwire.common.token.UserId;
import java.util.Map;
import java.util.UUID;

/**
 * Where several users stand, in one snapshot.
 *
 * @param epoch the life of the database
 * @param heads each user's last revision; a user who never had an item is not in it
 */
public record Standing(UUID epoch, Map<UserId, Long> heads) {

    /** The user's last revision, 0 where there was none. */
    public long head(UserId user) {
        return heads.getOrDefault(user, 0L);
    }
}
