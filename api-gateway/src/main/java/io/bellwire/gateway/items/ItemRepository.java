package io.bellwire.gateway.items;

import static io.bellwire.gateway.items.ItemRow.required;

import io.bellwire.common.token.UserId;
import java.time.Instant;
import java.util.Collection;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Items and the counter of each user in PostgreSQL. */
@Repository
class ItemRepository {

    static final String COLUMNS = "user_id, id, type, label, enabled, alarm_time, recurrence, days, duration,"
            + " remaining, repeat, started_at, play_sound, show_popup, custom_sound, version, revision,"
            + " created_revision, created_at, updated_at, synced_at, deleted_at";

    private static final String LOCK_COUNTER = """
            SELECT revision, live_items, date_trunc('milliseconds', clock_timestamp()) AS now
            FROM user_revisions WHERE user_id = :user FOR UPDATE""";

    private static final String MAKE_COUNTER =
            "INSERT INTO user_revisions (user_id) VALUES (:user) ON CONFLICT (user_id) DO NOTHING";

    private static final String SAVE_COUNTER =
            "UPDATE user_revisions SET revision = :revision, live_items = :live_items WHERE user_id = :user";

    private static final String FIND =
            "SELECT " + COLUMNS + " FROM alarms_timers WHERE user_id = :user AND id = ANY(:ids)";

    /** Every column but the key is overwritten; the columns come from the row type, so none can be forgotten. */
    private static final String UPSERT = """
            INSERT INTO alarms_timers (%1$s)
            SELECT %1$s FROM jsonb_populate_recordset(NULL::alarms_timers, :rows::jsonb)
            ON CONFLICT (user_id, id) DO UPDATE SET (%2$s) = ROW(%3$s)""".formatted(COLUMNS, withoutKey(""), withoutKey("excluded."));

    /**
     * The floor rises with what goes. Users whose counter is locked are left for another time, so that nobody waits for
     * the other: not for a write, nor for another instance that purges. What changed before the lock was taken is looked
     * at again by DELETE.
     */
    private static final String PURGE_TOMBSTONES = """
            WITH oldest AS (
              SELECT user_id, id FROM alarms_timers WHERE deleted_at < now() - interval '30 days'
              ORDER BY deleted_at LIMIT :limit
            ), locked AS (
              SELECT user_id FROM user_revisions WHERE user_id IN (SELECT user_id FROM oldest) FOR UPDATE SKIP LOCKED
            ), gone AS (
              DELETE FROM alarms_timers i USING oldest o, locked
              WHERE i.user_id = o.user_id AND i.id = o.id AND i.user_id = locked.user_id
                AND i.deleted_at < now() - interval '30 days'
              RETURNING i.user_id, i.revision
            )
            UPDATE user_revisions c SET floor = GREATEST(c.floor, top.revision)
            FROM (SELECT user_id, max(revision) AS revision FROM gone GROUP BY user_id) top
            WHERE c.user_id = top.user_id""";

    private final DatabaseClient database;
    private final JsonMapper json;

    ItemRepository(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    private static String withoutKey(String prefix) {
        return prefix + COLUMNS.replace("user_id, id, ", "").replace(", ", ", " + prefix);
    }

    /** Locks the user's counter until the transaction ends; everything that changes their items does this first. */
    Mono<Counter> lockCounter(UserId user) {
        Mono<Counter> lock = database.sql(LOCK_COUNTER)
                .bind("user", user.value())
                .map(row -> new Counter(
                        required(row, "revision", Long.class),
                        required(row, "live_items", Integer.class),
                        required(row, "now", Instant.class)))
                .one();
        Mono<Long> make =
                database.sql(MAKE_COUNTER).bind("user", user.value()).fetch().rowsUpdated();
        return lock.switchIfEmpty(make.then(lock));
    }

    Mono<Void> saveCounter(UserId user, long revision, int liveItems) {
        return database.sql(SAVE_COUNTER)
                .bind("revision", revision)
                .bind("live_items", liveItems)
                .bind("user", user.value())
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Items with any of these ids, tombstones too. */
    Flux<Item> find(UserId user, Collection<ItemId> ids) {
        return database.sql(FIND)
                .bind("user", user.value())
                .bind("ids", ids.stream().map(ItemId::value).toArray(String[]::new))
                .map(ItemRow::toItem)
                .all();
    }

    Mono<Void> store(Collection<Item> items) {
        String rows = json.writeValueAsString(items.stream().map(ItemRow::of).toList());
        return database.sql(UPSERT).bind("rows", rows).fetch().rowsUpdated().then();
    }

    /**
     * Forgets the oldest of the tombstones that are older than 30 days; answers of how many users.
     *
     * @param limit of the number of tombstones, 1 at least
     */
    Mono<Long> purgeTombstones(int limit) {
        return database.sql(PURGE_TOMBSTONES).bind("limit", limit).fetch().rowsUpdated();
    }
}
