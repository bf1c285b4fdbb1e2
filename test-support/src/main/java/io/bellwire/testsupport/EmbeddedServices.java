package io.bellwire.testsupport;

import io.bellwire.localservices.LocalPostgres;
import io.bellwire.localservices.LocalRedis;
import io.bellwire.localservices.TemporaryFolder;

/** The two servers out of Maven artifacts, in a temporary folder that goes with the process. */
final class EmbeddedServices implements RealServices.Source {

    private final TemporaryFolder folder;
    private final LocalPostgres postgres;
    private final LocalRedis redis;

    EmbeddedServices() {
        folder = TemporaryFolder.create("bellwire-tests");
        postgres =
                LocalPostgres.in(folder.path().resolve("postgresql")).forTests().start();
        redis = LocalRedis.in(folder.path().resolve("redis")).forTests().start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end-test-services"));
    }

    private void end() {
        redis.close();
        postgres.close();
        folder.close();
    }

    @Override
    public RealServices.Postgres postgres() {
        return new RealServices.Postgres(LocalPostgres.HOST, postgres.port(), "postgres", LocalPostgres.USER, "none");
    }

    @Override
    public RealServices.Redis redis() {
        return new RealServices.Redis(LocalRedis.HOST, redis.port());
    }

    @Override
    public String toString() {
        return "PostgreSQL and Redis out of Maven artifacts";
    }
}
