package io.bellwire.gateway;

import io.bellwire.testsupport.RealServices;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** What PostgreSQL holds, asked for past all gateways, and locks that keep them waiting. */
public final class Database {

    private static final int COMMITS = 4711;

    private final RealServices.Postgres postgres;

    public Database(RealServices.Postgres postgres) {
        this.postgres = postgres;
    }

    /** An item as far as clients can be compared by it. */
    public record Stored(int version, String label) {}

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    /** The user's items by id, without deleted ones. */
    public Map<String, Stored> items(String userId) {
        try (Connection connection = connect();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT id, version, label FROM alarms_timers WHERE user_id = ? AND deleted_at IS NULL")) {
            query.setString(1, userId);
            Map<String, Stored> items = new TreeMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    items.put(rows.getString(1), new Stored(rows.getInt(2), rows.getString(3)));
                }
            }
            return items;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where the user's counter stands; 0 without one. */
    public long revision(String userId) {
        return number("SELECT COALESCE(max(revision), 0) FROM user_revisions WHERE user_id = ?", userId);
    }

    /** The first column of the one row. */
    public long number(String sql, String... parameters) {
        try (Connection connection = connect();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As after a purge: what was deleted up to there is forgotten. */
    public void historyBeginsAt(String userId, long floor) {
        execute("UPDATE user_revisions SET floor = %d WHERE user_id = '%s'".formatted(floor, userId));
    }

    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many connections to the whole server wait for somebody's lock. */
    public long waiting() {
        return number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    }

    /** How many calls wait for somebody's lock here. The purges, which do not begin with SELECT, are nobody's call. */
    public long waitingCalls() {
        return number("SELECT count(*) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'SELECT%'");
    }

    /** Keeps the user's counter, which has to exist, locked until it is closed. */
    public Lock lockCounter(String userId) {
        return lock("SELECT 1 FROM user_revisions WHERE user_id = ? FOR UPDATE", userId);
    }

    /** Keeps the account, which has to exist, locked until it is closed. */
    public Lock lockAccount(String userId) {
        return lock("SELECT 1 FROM users WHERE id = ? FOR UPDATE", userId);
    }

    /** Keeps the user's refresh tokens locked until it is closed. */
    public Lock lockTokens(String userId) {
        return lock("SELECT 1 FROM refresh_tokens WHERE user_id = ? FOR UPDATE", userId);
    }

    /** Keeps a whole table locked until it is closed, in one of PostgreSQL's modes. */
    public Lock lockTable(String table, String mode) {
        return lock("LOCK TABLE " + table + " IN " + mode + " MODE");
    }

    /** Keeps the item, which has to exist, locked until it is closed. */
    public Lock lockItem(String userId, String id) {
        return lock("SELECT 1 FROM alarms_timers WHERE user_id = ? AND id = ? FOR UPDATE", userId, id);
    }

    private Lock lock(String sql, String... parameters) {
        try {
            Connection connection = connect();
            connection.setAutoCommit(false);
            try (PreparedStatement lock = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    lock.setString(i + 1, parameters[i]);
                }
                lock.execute();
            }
            return new Lock(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * From now on, whoever has counted a revision waits at its commit while {@link #holdCommits} is held: a trigger
     * that PostgreSQL puts off until then.
     */
    public void makeCommitsHoldable() {
        execute("CREATE FUNCTION wait_to_commit() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN PERFORM pg_advisory_xact_lock_shared(" + COMMITS + "); RETURN NULL; END $$");
        execute("CREATE CONSTRAINT TRIGGER wait_to_commit AFTER UPDATE ON user_revisions"
                + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_to_commit()");
    }

    public Lock holdCommits() {
        try {
            Connection connection = connect();
            try (Statement lock = connection.createStatement()) {
                lock.execute("SELECT pg_advisory_lock(" + COMMITS + ")");
            }
            return new Lock(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As an operator does before copying or replacing it: all its clients are cut off and none is let in. */
    public static void whileClosed(RealServices.Postgres postgres, String... statements) {
        String name = postgres.database();
        Database server = new Database(new RealServices.Postgres(
                postgres.host(), postgres.port(), "postgres", postgres.user(), postgres.password()));
        server.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false");
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        for (String statement : statements) {
            server.execute(statement);
        }
        server.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS true");
    }

    /** Others may wait for locks of their own on the same server: only who waits for this one counts. */
    public final class Lock implements AutoCloseable {

        private final Connection connection;
        private final int holder;

        private Lock(Connection connection) throws SQLException {
            this.connection = connection;
            try (Statement query = connection.createStatement();
                    ResultSet row = query.executeQuery("SELECT pg_backend_pid()")) {
                row.next();
                this.holder = row.getInt(1);
            }
        }

        public boolean isWaitedFor() {
            return portOfWaiter() != 0;
        }

        /** The port from which a connection came that waits for it, 0 where none does. */
        public int portOfWaiter() {
            return (int) number("SELECT COALESCE(max(client_port), 0) FROM pg_stat_activity WHERE " + holder
                    + " = ANY(pg_blocking_pids(pid))");
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
