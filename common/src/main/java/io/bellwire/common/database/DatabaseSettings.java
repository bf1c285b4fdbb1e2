package io.bellwire.common.database;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long the services wait for PostgreSQL and it for them, beside the pool's own settings in
 * {@code spring.r2dbc.pool}.
 *
 * @param connectTimeout for a TCP connection, 3 s by default
 * @param statementTimeout what PostgreSQL spends on one statement, locks included, 5 s by default
 * @param idleInTransactionTimeout after which PostgreSQL rolls back the transaction of an instance that says nothing,
 *     and with it lets go of its locks, 5 s by default
 * @param maxLeaseTime how long one caller may hold a connection, 15 s by default: enough for the longest transaction on a
 *     server that takes 2 s for each answer
 * @param probeTimeout what the readiness probe waits for an answer, 3 s by default
 */
@Validated
@ConfigurationProperties("bellwire.database")
record DatabaseSettings(
        @NotNull @DefaultValue("3s") Duration connectTimeout,
        @NotNull @DefaultValue("5s") Duration statementTimeout,
        @NotNull @DefaultValue("5s") Duration idleInTransactionTimeout,
        @NotNull @DefaultValue("15s") Duration maxLeaseTime,
        @NotNull @DefaultValue("3s") Duration probeTimeout) {

    /** Settings of the server for each of our connections; both in milliseconds. */
    Map<String, String> serverSettings() {
        return Map.of(
                "statement_timeout", Long.toString(statementTimeout.toMillis()),
                "idle_in_transaction_session_timeout", Long.toString(idleInTransactionTimeout.toMillis()));
    }
}
