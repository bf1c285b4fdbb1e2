package io.bellwire.testsupport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL and a real Redis, started once per test process and ended with it: in containers where a Docker
 * engine answers, out of Maven artifacts otherwise. The system property {@code bellwire.test.services} or the
 * environment variable {@code BELLWIRE_TEST_SERVICES} chooses one: {@code docker} or {@code embedded}.
 */
public final class RealServices {

    private static final Logger log = LoggerFactory.getLogger(RealServices.class);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private RealServices() {}

    /** Where a Redis answers; it has no password. */
    public record Redis(String host, int port) {

        public String url() {
            return "redis://" + host + ":" + port;
        }
    }

    /** Where a database answers. */
    public record Postgres(String host, int port, String database, String user, String password) {

        public String r2dbcUrl() {
            return "r2dbc:postgresql://%s:%d/%s".formatted(host, port, database);
        }

        public String jdbcUrl() {
            return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
        }

        Postgres withDatabase(String other) {
            return new Postgres(host, port, other, user, password);
        }
    }

    interface Source {

        Postgres postgres();

        Redis redis();
    }

    /** The process's Redis, empty at first and shared by all its tests. */
    public static Redis redis() {
        return Started.SOURCE.redis();
    }

    /** The process's database, empty at first and shared by all its tests. */
    public static Postgres postgres() {
        return Started.SHARED;
    }

    /** A new empty database on the same server. */
    public static Postgres newDatabase() {
        Postgres server = Started.SOURCE.postgres();
        String name = "test_" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return server.withDatabase(name);
    }

    private static final class Started {

        static final Source SOURCE = start();
        static final Postgres SHARED = newDatabase();

        private static Source start() {
            String wanted = Optional.ofNullable(System.getProperty("bellwire.test.services"))
                    .or(() -> Optional.ofNullable(System.getenv("BELLWIRE_TEST_SERVICES")))
                    .orElse("auto")
                    .toLowerCase(Locale.ROOT);
            long start = System.nanoTime();
            Source source =
                    switch (wanted) {
                        case "docker" -> new ContainerServices();
                        case "embedded" -> new EmbeddedServices();
                        case "auto" -> DockerEngine.answers() ? new ContainerServices() : new EmbeddedServices();
                        default ->
                            throw new IllegalArgumentException(
                                    "BELLWIRE_TEST_SERVICES is docker, embedded or auto, not " + wanted);
                    };
            log.info(
                    "Tests use {} ({}, started in {} ms)",
                    source,
                    wanted.equals("auto") ? "chosen by whether a Docker engine answers" : "as configured",
                    (System.nanoTime() - start) / 1_000_000);
            return source;
        }
    }
}
