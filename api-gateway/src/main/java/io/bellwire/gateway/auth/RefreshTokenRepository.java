package io.bellwire.gateway.auth;

import io.bellwire.common.token.UserId;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Refresh tokens in PostgreSQL. Whoever changes them holds the lock of their account. */
@Repository
class RefreshTokenRepository {

    private final DatabaseClient database;
    private final Duration lifetime;

    RefreshTokenRepository(DatabaseClient database, RefreshTokenSettings settings) {
        this.database = database;
        this.lifetime = settings.lifetime();
    }

    /** Whose it is; empty where it is unknown. */
    Mono<UserId> owner(RefreshToken token) {
        return database.sql("SELECT user_id FROM refresh_tokens WHERE token_hash = :hash")
                .bind("hash", token.hash())
                .map((row, metadata) -> new UserId(Objects.requireNonNull(row.get(0, String.class))))
                .one();
    }

    Mono<StoredToken> find(RefreshToken token) {
        return database.sql("""
                        SELECT t.family_id,
                               CASE WHEN t.expires_at <= clock_timestamp() THEN 'EXPIRED'
                                    WHEN t.successor IS NULL THEN 'FRESH'
                                    WHEN s.token_hash IS NOT NULL AND s.successor IS NULL THEN 'SPENT'
                                    ELSE 'STOLEN' END AS use
                        FROM refresh_tokens t LEFT JOIN refresh_tokens s ON s.token_hash = t.successor
                        WHERE t.token_hash = :hash""")
                .bind("hash", token.hash())
                .map(RefreshTokenRepository::toStoredToken)
                .one();
    }

    Mono<Void> insert(RefreshToken token, UUID familyId, UserId user) {
        return database.sql("INSERT INTO refresh_tokens (token_hash, family_id, user_id, expires_at)"
                        + " VALUES (:hash, :family, :user, clock_timestamp() + make_interval(secs => :seconds))")
                .bind("hash", token.hash())
                .bind("family", familyId)
                .bind("user", user.value())
                .bind("seconds", lifetime.toMillis() / 1000.0)
                .then();
    }

    /** Gives {@code spent} a new successor, in place of the one that it may have had. */
    Mono<Void> succeed(RefreshToken spent, RefreshToken successor) {
        Mono<Void> forgetFormer = database.sql("DELETE FROM refresh_tokens"
                        + " WHERE token_hash = (SELECT successor FROM refresh_tokens WHERE token_hash = :hash)")
                .bind("hash", spent.hash())
                .then();
        Mono<Void> name = database.sql("UPDATE refresh_tokens SET successor = :successor,"
                        + " spent_at = coalesce(spent_at, clock_timestamp()) WHERE token_hash = :hash")
                .bind("successor", successor.hash())
                .bind("hash", spent.hash())
                .then();
        return forgetFormer.then(name);
    }

    Mono<Void> deleteFamily(UUID familyId) {
        return database.sql("DELETE FROM refresh_tokens WHERE family_id = :family")
                .bind("family", familyId)
                .then();
    }

    Mono<Void> deleteFamiliesOf(UserId user) {
        return database.sql("DELETE FROM refresh_tokens WHERE user_id = :user")
                .bind("user", user.value())
                .then();
    }

    /**
     * True where there may be more of them. Those that somebody is busy with are left for another time.
     *
     * @param limit of their number, 1 at least
     */
    Mono<Boolean> deleteSomeExpired(int limit) {
        return database.sql("DELETE FROM refresh_tokens WHERE token_hash IN"
                        + " (SELECT token_hash FROM refresh_tokens WHERE expires_at < now()"
                        + " ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED)")
                .bind("limit", limit)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == limit);
    }

    private static StoredToken toStoredToken(Row row, RowMetadata metadata) {
        return new StoredToken(
                Objects.requireNonNull(row.get("family_id", UUID.class)),
                StoredToken.Use.valueOf(Objects.requireNonNull(row.get("use", String.class))));
    }
}
