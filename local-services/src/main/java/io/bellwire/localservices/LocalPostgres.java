package io.bellwire.localservices;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL 18 server in a folder, on loopback, without a password. Its data survives restarts.
 *
 * <p>The server ends with {@link #close()} or with this process. One that a killed run left behind in the same
 * folder is ended by the next start.
 */
public final class LocalPostgres implements AutoCloseable {

    public static final String HOST = "127.0.0.1";
    public static final String USER = "postgres";

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final LockedFolder folder;
    private final int port;
    private final Thread endWithProcess;
    private volatile @Nullable EmbeddedPostgres server;

    private LocalPostgres(LockedFolder folder, int port, Runnable closeClients) {
        this.folder = folder;
        this.port = port;
        this.endWithProcess = ShutdownHooks.hook("end-postgresql", closeClients, this::end);
    }

    /** A server to be started in a folder, which is created where it is missing. */
    public static Setup in(Path folder) {
        return new Setup(folder);
    }

    public int port() {
        return port;
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s?user=%s".formatted(HOST, port, database, USER);
    }

    public String r2dbcUrl(String database) {
        return "r2dbc:postgresql://%s:%d/%s".formatted(HOST, port, database);
    }

    /** The server's first process, whose descendants serve the clients; for tests that freeze or kill it. */
    public ProcessHandle process() {
        try {
            String pid = Files.readAllLines(folder.path().resolve("data").resolve("postmaster.pid"))
                    .get(0)
                    .trim();
            return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("PostgreSQL is not running", e);
        }
    }

    /**
     * Creates a database unless it is there.
     *
     * @param database lower-case letters, digits and underscores
     */
    public void createDatabase(String database) {
        if (!database.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("Not a plain database name: " + database);
        }
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            if (!statement
                    .executeQuery("select 1 from pg_database where datname = '" + database + "'")
                    .next()) {
                statement.execute("create database " + database);
            }
        } catch (SQLException e) {
            throw new LocalServiceException("Cannot create the database " + database + ": " + e.getMessage(), e);
        }
    }

    /** Ends the server; clients are disconnected, their open transactions rolled back. */
    @Override
    public void close() {
        ShutdownHooks.remove(endWithProcess);
        end();
    }

    private synchronized void end() {
        EmbeddedPostgres running = server;
        if (running != null) {
            server = null;
            try {
                running.close();
            } catch (IOException e) {
                throw new LocalServiceException("PostgreSQL did not end: " + e.getMessage(), e);
            }
        }
        Leftovers.end(folder.path());
        folder.close();
    }

    private LocalPostgres start(boolean durable) {
        Path data = folder.path().resolve("data");
        Path log = folder.path().resolve("postgresql.log");
        Path complete = folder.path().resolve("complete");
        Runtime.getRuntime().addShutdownHook(endWithProcess);
        try {
            if (Files.notExists(complete)) {
                folder.clear();
            }
            Files.deleteIfExists(log);
            forgetStranger(data.resolve("postmaster.pid"));
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setOverrideWorkingDirectory(Programs.postgres().toFile())
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(START_LIMIT)
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setPort(port)
                    .setServerConfig("listen_addresses", HOST)
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("fsync", durable ? "on" : "off")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
            if (Files.notExists(complete)) {
                Files.createFile(complete);
            }
            return this;
        } catch (IOException | RuntimeException e) {
            close();
            throw new LocalServiceException("PostgreSQL did not start; its log is " + log, e);
        }
    }

    /**
     * PostgreSQL refuses to start when the process id of its last run belongs to any living process by now. None of
     * them is a server of this folder: the caller holds its lock and has ended those.
     */
    private static void forgetStranger(Path pidFile) throws IOException {
        if (Files.exists(pidFile)) {
            String pid =
                    Files.readString(pidFile).lines().findFirst().orElse("").trim();
            if (!pid.matches("\\d{1,18}")
                    || ProcessHandle.of(Long.parseLong(pid)).isPresent()) {
                Files.delete(pidFile);
            }
        }
    }

    /** How a server is to be started. */
    public static final class Setup {

        private final Path folder;
        private int port;
        private String portOption = "another port number";
        private boolean durable = true;
        private Runnable closeClients = () -> {};

        private Setup(Path folder) {
            this.folder = folder;
        }

        /**
         * The port to listen on; any free one without this.
         *
         * @param option the option to name to a person when the port is taken, such as {@code --postgres-port}
         */
        public Setup port(int port, String option) {
            this.port = port;
            this.portOption = option;
            return this;
        }

        /** Not written through to the disk: faster, and data survive everything but a crash of the machine. */
        public Setup forTests() {
            this.durable = false;
            return this;
        }

        /**
         * What to do first when the process ends, so that the server outlives those who use it. Several servers may be
         * given the same: each runs it, at the same time, and waits for it.
         */
        public Setup closingFirst(Runnable clients) {
            this.closeClients = clients;
            return this;
        }

        /**
         * Starts the server and waits until it answers: about 1 s, 3 s in a new folder, at most 30 s.
         *
         * @throws PortTaken when something else listens on the port
         * @throws FolderInUse when another run works in the folder
         * @throws LocalServiceException when the server does not start for another reason
         */
        public LocalPostgres start() {
            LockedFolder locked = LockedFolder.lock(folder);
            try {
                Leftovers.end(locked.path());
                if (port == 0) {
                    port = Ports.free();
                } else {
                    Ports.requireFree("PostgreSQL", port, portOption);
                }
            } catch (RuntimeException e) {
                locked.close();
                throw e;
            }
            return new LocalPostgres(locked, port, closeClients).start(durable);
        }
    }
}
