package io.bellwire.common.account;

import io.bellwire.common.token.Role;
import io.bellwire.common.token.UserId;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.util.IdGenerator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Accounts in PostgreSQL. */
@Repository
public class AccountRepository {

    private static final String COLUMNS = "id, email, name, roles, password_hash, password_changed_at";

    private final DatabaseClient database;
    private final IdGenerator ids;

    AccountRepository(DatabaseClient database, IdGenerator ids) {
        this.ids = ids;
        this.database = database;
    }

    /** Empty where no account has the address; errs while the database is away. */
    public Mono<Account> findByEmail(String email) {
        if (!Emails.isPossible(email)) {
            return Mono.empty();
        }
        return database.sql("SELECT " + COLUMNS + " FROM users WHERE email = :email")
                .bind("email", Emails.normalized(email))
                .map(AccountRepository::toAccount)
                .one();
    }

    public Mono<Account> findById(UserId id) {
        return database.sql("SELECT " + COLUMNS + " FROM users WHERE id = :id")
                .bind("id", id.value())
                .map(AccountRepository::toAccount)
                .one();
    }

    /** The account, locked until the transaction ends: what is decided by it holds until then. */
    public Mono<Account> lock(UserId id) {
        return database.sql("SELECT " + COLUMNS + " FROM users WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", id.value())
                .map(AccountRepository::toAccount)
                .one();
    }

    /** Empty where the e-mail address is taken. */
    public Mono<Account> create(String email, String name, Set<Role> roles, String passwordHash) {
        Account account = new Account(
                new UserId(ids.generateId().toString()), Emails.normalized(email), name, roles, passwordHash, null);
        return database.sql("INSERT INTO users (id, email, name, roles, password_hash)"
                        + " VALUES (:id, :email, :name, :roles, :hash) ON CONFLICT (email) DO NOTHING")
                .bind("id", account.id().value())
                .bind("email", account.email())
                .bind("name", name)
                .bind("roles", roles.stream().map(Enum::name).sorted().toArray(String[]::new))
                .bind("hash", passwordHash)
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows == 1)
                .map(rows -> account)
                .onErrorResume(DataIntegrityViolationException.class, taken -> Mono.empty());
    }

    /** The moment of the change, before which no token opens a socket any more; empty where there is no account. */
    public Mono<Instant> changePassword(UserId id, String passwordHash) {
        return database.sql("UPDATE users SET password_hash = :hash,"
                        + " password_changed_at = date_trunc('milliseconds', clock_timestamp()) WHERE id = :id"
                        + " RETURNING password_changed_at")
                .bind("hash", passwordHash)
                .bind("id", id.value())
                .map((row, metadata) -> required(row, "password_changed_at", Instant.class))
                .one();
    }

    /** Who changed the password within the last {@code period}, by the database's clock. */
    public Flux<PasswordChange> passwordChanges(Duration period) {
        return database.sql("SELECT id, password_changed_at FROM users"
                        + " WHERE password_changed_at > now() - make_interval(secs => :seconds)")
                .bind("seconds", period.toMillis() / 1000.0)
                .map((row, metadata) -> new PasswordChange(
                        new UserId(required(row, "id", String.class)),
                        required(row, "password_changed_at", Instant.class)))
                .all();
    }

    public Mono<Void> grant(UserId id, Role role) {
        return database.sql("UPDATE users SET roles = array_append(roles, :role)"
                        + " WHERE id = :id AND NOT :role = ANY (roles)")
                .bind("role", role.name())
                .bind("id", id.value())
                .then();
    }

    private static Account toAccount(Row row, RowMetadata metadata) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream(required(row, "roles", String[].class)).map(Role::valueOf).forEach(roles::add);
        return new Account(
                new UserId(required(row, "id", String.class)),
                required(row, "email", String.class),
                required(row, "name", String.class),
                roles,
                required(row, "password_hash", String.class),
                row.get("password_changed_at", Instant.class));
    }

    private static <T> T required(Row row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
