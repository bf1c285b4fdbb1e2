package io.bellwire.checker.cluster;

import io.bellwire.checker.history.Commit;
import io.bellwire.testsupport.RealServices;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL stored, in a table that a trigger fills within each transaction: every state of every item, where the
 * services' own tables hold the last one only. Read past all wires.
 */
public final class TruthTable implements AutoCloseable {

    private static final String INSTALL = """
            CREATE TABLE checker_log (user_id text, revision bigint, created_revision bigint, id text, version int,
                label text, deleted_at timestamptz, at timestamptz DEFAULT clock_timestamp());
            CREATE INDEX ON checker_log (user_id, revision);
            CREATE FUNCTION checker_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF TG_OP = 'INSERT' OR OLD.revision <> NEW.revision THEN
                    INSERT INTO checker_log (user_id, revision, created_revision, id, version, label, deleted_at)
                    VALUES (NEW.user_id, NEW.revision, NEW.created_revision, NEW.id, NEW.version, NEW.label,
                        NEW.deleted_at);
                END IF;
                RETURN NULL; END $$;
            CREATE TRIGGER checker_note AFTER INSERT OR UPDATE ON alarms_timers
                FOR EACH ROW EXECUTE FUNCTION checker_note();
            """;

    private static final String NEWS = """
            SELECT l.*, to_char(l.deleted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"') AS deleted
            FROM checker_log l JOIN unnest(?, ?) AS k(user_id, revision) USING (user_id)
            WHERE l.revision > k.revision ORDER BY l.user_id, l.revision
            """;

    private final RealServices.Postgres database;
    private @Nullable Connection connection;

    public TruthTable(RealServices.Postgres database) throws SQLException {
        this.database = database;
        try (Statement statement = connection().createStatement()) {
            statement.execute(INSTALL);
        }
    }

    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = DriverManager.getConnection(
                    database.jdbcUrl() + "?socketTimeout=5&connectTimeout=2", database.user(), database.password());
            connection = open;
        }
        return open;
    }

    /** What was stored after the given revisions, in order for each user. */
    public List<Commit> after(Map<String, Long> known) throws SQLException {
        return query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(NEWS)) {
                statement.setArray(
                        1, connection.createArrayOf("text", known.keySet().toArray()));
                statement.setArray(
                        2, connection.createArrayOf("bigint", known.values().toArray()));
                List<Commit> commits = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        commits.add(commit(row));
                    }
                }
                return commits;
            }
        });
    }

    private static Commit commit(ResultSet row) throws SQLException {
        String deleted = row.getString("deleted");
        return new Commit(
                row.getString("user_id"),
                row.getLong("revision"),
                row.getLong("created_revision"),
                row.getString("id"),
                row.getInt("version"),
                row.getString("label"),
                deleted == null ? "" : deleted,
                row.getTimestamp("at").toInstant());
    }

    /** Where the counters of all users stand. */
    public Map<String, Long> counters() throws SQLException {
        return query(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT user_id, revision FROM user_revisions")) {
                Map<String, Long> counters = new TreeMap<>();
                while (row.next()) {
                    counters.put(row.getString(1), row.getLong(2));
                }
                return counters;
            }
        });
    }

    /** {@code id} to {@code version label} of the items that a user has. */
    public Map<String, String> items(String user) throws SQLException {
        return query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT id, version, label FROM alarms_timers WHERE user_id = ? AND deleted_at IS NULL")) {
                statement.setString(1, user);
                Map<String, String> items = new TreeMap<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        items.put(row.getString(1), row.getInt(2) + " " + row.getString(3));
                    }
                }
                return items;
            }
        });
    }

    private interface Query<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T query(Query<T> query) throws SQLException {
        try {
            return query.on(connection());
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException gone) {
                // so is the server
            }
        }
    }
}
