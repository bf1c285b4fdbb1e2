package io.bellwire.quickstart;

import io.bellwire.gateway.GatewayApplication;
import io.bellwire.localservices.LocalPostgres;
import io.bellwire.localservices.LocalRedis;
import io.bellwire.worker.WorkerApplication;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Gateway and worker as two Spring applications in one JVM. */
final class Services {

    static final String DATABASE = "bellwire";
    static final String DATABASE_USER = LocalPostgres.USER;

    private final Addresses addresses;
    private final List<String> settings;

    /**
     * @param tokenSecret what both sign and verify tokens with
     */
    Services(Addresses addresses, String tokenSecret) {
        this.addresses = addresses;
        this.settings = List.of(
                "--server.address=" + Addresses.LOOPBACK,
                "--spring.lifecycle.timeout-per-shutdown-phase=3s",
                "--APP_ENV=development",
                "--JWT_SECRET=" + tokenSecret,
                "--DB_HOST=" + LocalPostgres.HOST,
                "--DB_PORT=" + addresses.postgresPort(),
                "--DB_NAME=" + DATABASE,
                "--DB_USER=" + DATABASE_USER,
                "--DB_PASSWORD=none",
                "--REDIS_HOST=" + LocalRedis.HOST,
                "--REDIS_PORT=" + addresses.redisPort(),
                "--REDIS_USER=",
                "--REDIS_PASSWORD=",
                "--REDIS_DATABASE=0");
    }

    /**
     * @param stores waits for PostgreSQL and Redis, or throws
     */
    ConfigurableApplicationContext startGateway(Runnable stores) {
        return start(
                GatewayApplication.class,
                GatewayApplication.create(),
                stores,
                "--server.port=" + addresses.gatewayPort(),
                "--WORKER_URL=http://" + Addresses.LOOPBACK + ":" + addresses.workerPort(),
                "--OPERATOR_EMAIL=" + DemoAccount.OPERATOR.email(),
                "--OPERATOR_PASSWORD=" + DemoAccount.OPERATOR.password(),
                "--REGISTRATION_OPEN=true");
    }

    /**
     * @param stores waits for PostgreSQL and Redis, or throws
     */
    ConfigurableApplicationContext startWorker(Runnable stores) {
        return start(
                WorkerApplication.class,
                WorkerApplication.create(),
                stores,
                "--server.port=" + addresses.workerPort(),
                "--WORKER_ADDRESS=http://" + Addresses.LOOPBACK + ":" + addresses.workerPort());
    }

    private ConfigurableApplicationContext start(
            Class<?> named, SpringApplication application, Runnable stores, String... own) {
        List<String> arguments = new ArrayList<>(settings);
        arguments.addAll(List.of(own));
        application.setMainApplicationClass(named);
        application.setRegisterShutdownHook(false);
        application.addInitializers(migratingOnce(stores));
        return application.run(arguments.toArray(String[]::new));
    }

    /**
     * Built as far as the migrations while the stores are still starting. One after the other from there: Flyway would
     * look only once a second whether the other one is done.
     */
    private ApplicationContextInitializer<GenericApplicationContext> migratingOnce(Runnable stores) {
        return context -> context.registerBean(FlywayMigrationStrategy.class, () -> migrations -> {
            stores.run();
            synchronized (settings) {
                migrations.migrate();
            }
        });
    }
}
