package io.bellwire.testsupport;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The two servers in containers, which Testcontainers removes when the process has ended. */
final class ContainerServices implements RealServices.Source {

    private static final int REDIS_PORT = 6379;

    private final PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:18")
            .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300");
    private final GenericContainer<?> redis = new GenericContainer<>("redis:8").withExposedPorts(REDIS_PORT);

    ContainerServices() {
        Startables.deepStart(postgres, redis).join();
    }

    @Override
    public RealServices.Postgres postgres() {
        return new RealServices.Postgres(
                postgres.getHost(),
                postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                postgres.getDatabaseName(),
                postgres.getUsername(),
                postgres.getPassword());
    }

    @Override
    public RealServices.Redis redis() {
        return new RealServices.Redis(redis.getHost(), redis.getMappedPort(REDIS_PORT));
    }

    @Override
    public String toString() {
        return "PostgreSQL and Redis in containers";
    }
}
