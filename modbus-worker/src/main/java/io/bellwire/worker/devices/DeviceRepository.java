package io.bellwire.worker.devices;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.reactive.Turns;
import io.bellwire.common.token.UserId;
import io.bellwire.worker.sessions.SessionEntry;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Which account each session id belongs to, and which connect of its device had the session last. */
@Repository
class DeviceRepository {

    private static final int NEWCOMERS_AT_A_TIME = 4;
    private static final int NEWCOMERS_WAITING = 2_048;
    private static final Duration NEWCOMERS_PATIENCE = Duration.ofSeconds(10);

    private final Turns newcomers = new Turns(NEWCOMERS_AT_A_TIME, NEWCOMERS_WAITING, NEWCOMERS_PATIENCE);
    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final DeviceSettings settings;

    DeviceRepository(DatabaseClient database, ReactiveTransactionManager transactions, DeviceSettings settings) {
        this.database = database;
        this.transaction = TransactionalOperator.create(transactions);
        this.settings = settings;
    }

    /** How a device's connect was taken. */
    sealed interface Connect {

        /** @param generation higher than that of any connect before, also of an id that was deleted since */
        record Accepted(long generation) implements Connect {}

        record OfAnotherAccount() implements Connect {}

        record TooManyDevices() implements Connect {}
    }

    /**
     * Takes the next generation of a device, whose id is claimed by its first use or once it is free. It counts from
     * {@link #claimed} on: a connect that comes to nothing does not make the present session outdated. Errs with
     * {@link java.util.concurrent.RejectedExecutionException} where too many ids are claimed at once.
     */
    Mono<Connect> connect(SessionId id, UserId owner) {
        return next(id, owner).switchIfEmpty(claim(id, owner));
    }

    private Mono<Connect> next(SessionId id, UserId owner) {
        return database.sql("SELECT greatest(nextval('device_generations'), generation + 1) FROM devices"
                        + " WHERE session_id = :id AND user_id = :owner")
                .bind("id", id.value())
                .bind("owner", owner.value())
                .mapValue(Long.class)
                .one()
                .map(Connect.Accepted::new);
    }

    /** Notes that the session is this connect's; false where the device was deleted meanwhile. */
    Mono<Boolean> claimed(SessionEntry entry) {
        return database.sql("UPDATE devices SET generation = greatest(generation, :generation),"
                        + " last_seen = clock_timestamp() WHERE session_id = :id AND user_id = :owner")
                .bind("generation", entry.generation())
                .bind("id", entry.sessionId().value())
                .bind("owner", entry.owner().value())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /**
     * One claim of an account after the other, so that those made at the same time do not pass the limit together. They
     * wait here, and not in PostgreSQL, where each would hold a connection that others need.
     */
    private Mono<Connect> claim(SessionId id, UserId owner) {
        return newcomers.take(lock(owner)
                .then(next(id, owner))
                .switchIfEmpty(insert(id, owner))
                .switchIfEmpty(refusal(id))
                .as(transaction::transactional));
    }

    private Mono<Connect> insert(SessionId id, UserId owner) {
        return database.sql("INSERT INTO devices AS d (session_id, user_id) SELECT :id, :owner"
                        + " WHERE (SELECT count(*) FROM devices WHERE user_id = :owner) < :most"
                        + " ON CONFLICT (session_id) DO UPDATE SET user_id = EXCLUDED.user_id,"
                        + " first_seen = clock_timestamp(), last_seen = clock_timestamp()"
                        + " WHERE d.last_seen < clock_timestamp() - make_interval(secs => :freed)"
                        + " RETURNING greatest(nextval('device_generations'), generation + 1)")
                .bind("id", id.value())
                .bind("owner", owner.value())
                .bind("most", settings.maxPerAccount())
                .bind("freed", (double) settings.freedAfter().toSeconds())
                .mapValue(Long.class)
                .one()
                .map(Connect.Accepted::new);
    }

    private Mono<Void> lock(UserId owner) {
        return database.sql("SELECT pg_advisory_xact_lock(hashtextextended('devices of ' || :owner, 0))")
                .bind("owner", owner.value())
                .then();
    }

    private Mono<Connect> refusal(SessionId id) {
        return database.sql("SELECT count(*) FROM devices WHERE session_id = :id"
                        + " AND last_seen >= clock_timestamp() - make_interval(secs => :freed)")
                .bind("id", id.value())
                .bind("freed", (double) settings.freedAfter().toSeconds())
                .mapValue(Long.class)
                .one()
                .map(taken -> taken > 0 ? new Connect.OfAnotherAccount() : new Connect.TooManyDevices());
    }

    /** The highest generation that had the session; empty where the id belongs to nobody or to another account. */
    Mono<Long> generation(SessionId id, UserId owner) {
        return database.sql("SELECT generation FROM devices WHERE session_id = :id AND user_id = :owner")
                .bind("id", id.value())
                .bind("owner", owner.value())
                .mapValue(Long.class)
                .one();
    }

    /** The highest generation that any connect with this id may have taken: higher ones are not of this database. */
    Mono<Long> highestTaken(SessionId id) {
        return database.sql("SELECT greatest(last_value, (SELECT generation FROM devices WHERE session_id = :id))"
                        + " FROM device_generations")
                .bind("id", id.value())
                .mapValue(Long.class)
                .one();
    }

    Mono<Void> seen(Collection<SessionId> ids) {
        return database.sql("UPDATE devices SET last_seen = clock_timestamp() WHERE session_id = ANY (:ids)")
                .bind("ids", ids.stream().map(SessionId::value).toArray(String[]::new))
                .then();
    }

    /** Those of one account, or of all where {@code owner} is null, in the order of their ids. */
    Flux<RegisteredDevice> list(@Nullable UserId owner, @Nullable SessionId after, int limit) {
        return database.sql("SELECT session_id, user_id FROM devices"
                        + " WHERE (:all OR user_id = :owner) AND session_id > :after ORDER BY session_id LIMIT :limit")
                .bind("all", owner == null)
                .bind("owner", owner == null ? "" : owner.value())
                .bind("after", after == null ? "" : after.value())
                .bind("limit", limit)
                .map((row, metadata) -> new RegisteredDevice(
                        new SessionId(Objects.requireNonNull(row.get("session_id", String.class))),
                        new UserId(Objects.requireNonNull(row.get("user_id", String.class)))))
                .all();
    }

    /** Whose the device was, empty where it is not known or belongs to another account than {@code owner}. */
    Mono<UserId> delete(SessionId id, @Nullable UserId owner) {
        return database.sql("DELETE FROM devices WHERE session_id = :id AND (:all OR user_id = :owner)"
                        + " RETURNING user_id")
                .bind("id", id.value())
                .bind("all", owner == null)
                .bind("owner", owner == null ? "" : owner.value())
                .mapValue(String.class)
                .one()
                .map(UserId::new);
    }
}
