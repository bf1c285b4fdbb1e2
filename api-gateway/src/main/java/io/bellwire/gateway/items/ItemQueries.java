package io.bellwire.gateway.items;

import static io.bellwire.gateway.items.ItemRepository.COLUMNS;
import static io.bellwire.gateway.items.ItemRow.required;

import io.bellwire.common.token.UserId;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Items and where their users stand, each answer out of one snapshot of PostgreSQL. */
@Repository
class ItemQueries {

    /** One statement is one snapshot: the revision and the items belong together. */
    private static final String LIST = """
            SELECT COALESCE(c.revision, 0) AS head, COALESCE(c.floor, 0) AS floor, e.epoch, i.*
            FROM sync_epoch e
            LEFT JOIN user_revisions c ON c.user_id = :user
            LEFT JOIN LATERAL (
              SELECT %s FROM alarms_timers
              WHERE user_id = :user AND deleted_at IS NULL
                AND (:type::text IS NULL OR type = :type) AND (:enabled::boolean IS NULL OR enabled = :enabled)
                AND (:after::text IS NULL OR (created_at, id) < (
                  SELECT created_at, id FROM alarms_timers WHERE user_id = :user AND id = :after))
              ORDER BY created_at DESC, id DESC LIMIT :limit
            ) i ON true
            ORDER BY i.created_at DESC, i.id DESC""".formatted(COLUMNS);

    /** The limit gives way where everything up to the floor is asked for. */
    private static final String CHANGES = """
            SELECT COALESCE(c.revision, 0) AS head, COALESCE(c.floor, 0) AS floor, e.epoch, i.*
            FROM sync_epoch e
            LEFT JOIN user_revisions c ON c.user_id = :user
            LEFT JOIN LATERAL (
              SELECT %s FROM alarms_timers WHERE user_id = :user AND revision > :since
              ORDER BY revision LIMIT 1 + GREATEST(:limit, CASE WHEN :to_floor THEN (
                SELECT count(*) FROM alarms_timers WHERE user_id = :user AND revision > :since AND revision <= c.floor)
              ELSE 0 END)
            ) i ON true
            ORDER BY i.revision""".formatted(COLUMNS);

    private static final String STATE = """
            SELECT COALESCE(c.revision, 0) AS head, COALESCE(c.floor, 0) AS floor, e.epoch, clock_timestamp() AS as_of,
              (SELECT min(revision) FROM alarms_timers
               WHERE user_id = :user AND updated_at >= clock_timestamp() - interval '10 minutes') AS first_recent
            FROM sync_epoch e
            LEFT JOIN user_revisions c ON c.user_id = :user""";

    private static final String STANDING = """
            SELECT e.epoch, c.user_id, c.revision
            FROM sync_epoch e LEFT JOIN user_revisions c ON c.user_id = ANY(:users)""";

    private static final String END_EPOCH = "UPDATE sync_epoch SET epoch = gen_random_uuid() WHERE epoch = :epoch";

    private final DatabaseClient database;

    ItemQueries(DatabaseClient database) {
        this.database = database;
    }

    Mono<ItemPage> list(UserId user, ItemFilter filter) {
        String type = filter.type() == null ? null : filter.type().wireName();
        String after = filter.after() == null ? null : filter.after().value();
        return database.sql(LIST)
                .bind("user", user.value())
                .bind("type", Parameters.in(R2dbcType.VARCHAR, type))
                .bind("enabled", Parameters.in(R2dbcType.BOOLEAN, filter.enabled()))
                .bind("after", Parameters.in(R2dbcType.VARCHAR, after))
                .bind("limit", filter.limit() == null ? ItemBook.MAX_ITEMS : filter.limit())
                .map(Snapshot::of)
                .all()
                .collectList()
                .map(rows -> {
                    List<Item> items = Snapshot.items(rows);
                    Snapshot first = rows.get(0);
                    return new ItemPage(items, items.size(), first.head(), first.epoch());
                });
    }

    /**
     * @param limit of the number of changes, 1 at least
     * @param toFloor whether the page reaches the floor whatever {@code limit} says
     */
    Mono<ChangePage> changes(UserId user, long since, int limit, boolean toFloor) {
        return database.sql(CHANGES)
                .bind("user", user.value())
                .bind("since", since)
                .bind("limit", limit)
                .bind("to_floor", toFloor)
                .map(Snapshot::of)
                .all()
                .collectList()
                .map(rows -> toPage(rows, since, limit, toFloor));
    }

    private static ChangePage toPage(List<Snapshot> rows, long since, int limit, boolean toFloor) {
        Snapshot first = rows.get(0);
        List<ItemChange> found = Snapshot.items(rows).stream()
                .map(item -> ItemChange.since(since, item))
                .toList();
        long least = toFloor ? first.floor() : 0;
        long required =
                found.stream().filter(change -> change.revision() <= least).count();
        int size = (int) Math.max(limit, required);
        boolean hasMore = found.size() > size;
        List<ItemChange> changes = hasMore ? found.subList(0, size) : found;
        long next = hasMore ? Math.max(changes.get(size - 1).revision(), least) : first.head();
        return new ChangePage(changes, next, hasMore, first.head(), first.floor(), first.epoch());
    }

    Mono<SyncState> state(UserId user) {
        return database.sql(STATE)
                .bind("user", user.value())
                .map(row -> {
                    long head = required(row, "head", Long.class);
                    Long firstRecent = row.get("first_recent", Long.class);
                    return new SyncState(
                            head,
                            required(row, "floor", Long.class),
                            firstRecent == null ? head : firstRecent - 1,
                            required(row, "epoch", UUID.class),
                            required(row, "as_of", Instant.class));
                })
                .one();
    }

    Mono<Standing> standing(Collection<UserId> users) {
        return database.sql(STANDING)
                .bind("users", users.stream().map(UserId::value).toArray(String[]::new))
                .map(row -> new Stand(
                        required(row, "epoch", UUID.class),
                        row.get("user_id", String.class),
                        row.get("revision", Long.class)))
                .all()
                .collectList()
                .map(Stand::toStanding);
    }

    private record Stand(
            UUID epoch, @Nullable String user, @Nullable Long revision) {

        static Standing toStanding(List<Stand> rows) {
            Map<UserId, Long> heads = new HashMap<>();
            for (Stand row : rows) {
                if (row.user() != null && row.revision() != null) {
                    heads.put(new UserId(row.user()), row.revision());
                }
            }
            return new Standing(rows.get(0).epoch(), heads);
        }
    }

    /** Gives the database a new epoch, unless somebody else has done so already. */
    Mono<Void> endEpoch(UUID epoch) {
        return database.sql(END_EPOCH)
                .bind("epoch", epoch)
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** One row of a snapshot: where the user stands, and an item if there is one. */
    private record Snapshot(long head, long floor, UUID epoch, List<Item> item) {

        static Snapshot of(Readable row) {
            List<Item> item = row.get("id", String.class) == null ? List.of() : List.of(ItemRow.toItem(row));
            return new Snapshot(
                    required(row, "head", Long.class),
                    required(row, "floor", Long.class),
                    required(row, "epoch", UUID.class),
                    item);
        }

        static List<Item> items(List<Snapshot> rows) {
            return rows.stream().flatMap(row -> row.item().stream()).toList();
        }
    }
}
