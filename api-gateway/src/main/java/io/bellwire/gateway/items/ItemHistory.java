package io.bellwire.gateway.items;

import io.bellwire.common.token.UserId;
import java.util.Collection;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** What happened to users' items, as far as PostgreSQL remembers. */
@Service
public class ItemHistory {

    private final ItemQueries items;

    ItemHistory(ItemQueries items) {
        this.items = items;
    }

    /**
     * What changed after {@code since}.
     *
     * @param limit of the number of changes, 1 at least
     */
    public Mono<ChangePage> changesAfter(UserId user, long since, int limit) {
        return items.changes(user, since, limit, false);
    }

    /**
     * Everything there is, for a client that has nothing. The page reaches the floor, with up to {@link
     * ItemBook#MAX_ITEMS} items where it must: going on from a revision below would be refused, since nobody can tell
     * such a client from one that lacks tombstones.
     *
     * @param limit of the number of changes, 1 at least
     */
    Mono<ChangePage> changesFromNothing(UserId user, int limit) {
        return items.changes(user, 0, limit, true);
    }

    /** Where all of these users stand, in one query. */
    public Mono<Standing> standing(Collection<UserId> users) {
        return items.standing(users);
    }

    /** Ends the life {@code epoch} of the database, unless it has ended already. */
    public Mono<Void> endEpoch(UUID epoch) {
        return items.endEpoch(epoch);
    }

    public Mono<SyncState> state(UserId user) {
        return items.state(user);
    }
}
