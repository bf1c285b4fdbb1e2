package io.bellwire.common.database;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long the services wait for PostgreSQL, beside the pool's own settings in {@code spring.r2dbc.pool}.
 *
 * @param maxLeaseTime how long one caller may hold a connection, 15 s by default: enough for the longest transaction on a
 *     server that takes 2 s for each answer
 * @param probeTimeout what the readiness probe waits for an answer, 3 s by default
 */
@Validated
@ConfigurationProperties("bellwire.database")
record DatabaseSettings(
        @NotNull @DefaultValue("15s") Duration maxLeaseTime,
        @NotNull @DefaultValue("3s") Duration probeTimeout) {}
