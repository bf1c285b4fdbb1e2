package io.bellwire.common.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bellwire.common.error.Unavailable;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.WireProxy;
import io.r2dbc.spi.ConnectionFactory;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class LeasedConnectionTest {

    private static final int POOL = 2;

    @Test
    void a_statement_on_a_half_open_connection_fails_in_time_and_the_pool_goes_on_with_others() {
        onTheWire((wire, context) -> {
            DatabaseClient database = context.getBean(DatabaseClient.class);
            answers(database).block(Await.LIMIT);
            wire.strand();
            assertThatThrownBy(() -> Flux.range(0, POOL)
                            .flatMap(each -> answers(database))
                            .blockLast())
                    .satisfies(error -> assertThat(Unavailable.isCauseOf(error))
                            .as("%s", error)
                            .isTrue());
            Await.until(
                    "the pool has whole connections again",
                    () -> answers(database).onErrorReturn(false).block(Await.LIMIT));
        });
    }

    @Test
    void a_transaction_that_hangs_half_way_fails_and_holds_nothing_afterwards() {
        onTheWire((wire, context) -> {
            DatabaseClient database = context.getBean(DatabaseClient.class);
            TransactionalOperator transaction =
                    TransactionalOperator.create(new R2dbcTransactionManager(context.getBean(ConnectionFactory.class)));
            Mono<Boolean> hanging = answers(database)
                    .publishOn(Schedulers.boundedElastic())
                    .doOnNext(begun -> wire.strand())
                    .then(answers(database))
                    .as(transaction::transactional);
            assertThatThrownBy(hanging::block).satisfies(error -> assertThat(Unavailable.isCauseOf(error))
                    .as("%s", error)
                    .isTrue());
            Flux.range(0, POOL * 3)
                    .flatMap(each -> answers(database).as(transaction::transactional), 1)
                    .blockLast();
        });
    }

    @Test
    void readiness_says_down_in_time_while_nothing_comes_back_and_up_again_afterwards() {
        onTheWire((wire, context) -> {
            ReactiveHealthIndicator health = context.getBean(ReactiveHealthIndicator.class);
            Await.that(() ->
                    assertThat(health.health().block(Await.LIMIT).getStatus()).isEqualTo(Status.UP));
            wire.hold();
            assertThat(health.health().block(Await.LIMIT).getStatus()).isEqualTo(Status.DOWN);
            wire.heal();
            Await.that(() ->
                    assertThat(health.health().block(Await.LIMIT).getStatus()).isEqualTo(Status.UP));
        });
    }

    private static Mono<Boolean> answers(DatabaseClient database) {
        return database.sql("select true").mapValue(Boolean.class).one();
    }

    private static void onTheWire(BiConsumer<WireProxy, ApplicationContext> story) {
        RealServices.Postgres postgres = RealServices.postgres();
        try (WireProxy wire = WireProxy.to(postgres.host(), postgres.port())) {
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(R2dbcAutoConfiguration.class))
                    .withUserConfiguration(Leases.class)
                    .withPropertyValues(
                            "spring.r2dbc.url=r2dbc:postgresql://127.0.0.1:%d/%s"
                                    .formatted(wire.port(), postgres.database()),
                            "spring.r2dbc.username=" + postgres.user(),
                            "spring.r2dbc.password=" + postgres.password(),
                            "spring.r2dbc.pool.initial-size=0",
                            "spring.r2dbc.pool.max-size=" + POOL,
                            "spring.r2dbc.pool.max-acquire-time=10s",
                            "bellwire.database.max-lease-time=4s",
                            "bellwire.database.probe-timeout=3s")
                    .run(context -> story.accept(wire, context));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(DatabaseSettings.class)
    @Import(DatabaseConfiguration.class)
    static class Leases {}
}
