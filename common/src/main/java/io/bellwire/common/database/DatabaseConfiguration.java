package io.bellwire.common.database;

import io.bellwire.common.health.Reachability;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import org.reactivestreams.Publisher;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.r2dbc.ConnectionFactoryDecorator;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    @Bean
    ConnectionFactoryOptionsBuilderCustomizer limitsOfTheServer(DatabaseSettings settings) {
        return options -> options.option(ConnectionFactoryOptions.CONNECT_TIMEOUT, settings.connectTimeout())
                .option(PostgresqlConnectionFactoryProvider.TCP_KEEPALIVE, true)
                .option(PostgresqlConnectionFactoryProvider.OPTIONS, settings.serverSettings());
    }

    @Bean
    Leases leases() {
        return new Leases(Schedulers.parallel());
    }

    @Bean
    ConnectionFactoryDecorator limitedLeases(DatabaseSettings settings, Leases leases) {
        return driver -> new LendingFactory(driver, settings.maxLeaseTime(), leases);
    }

    private record LendingFactory(ConnectionFactory driver, Duration limit, Leases leases)
            implements ConnectionFactory {

        @Override
        public Publisher<? extends Connection> create() {
            return Mono.from(driver.create())
                    .map(connection -> new LeasedConnection(connection, limit, Schedulers.parallel(), leases));
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return driver.getMetadata();
        }
    }

    @Bean
    ReactiveHealthIndicator r2dbcHealthIndicator(DatabaseClient database, DatabaseSettings settings) {
        return Reachability.of(
                "PostgreSQL", database.sql("select 1").fetch().rowsUpdated().then(), settings.probeTimeout());
    }
}
