package io.bellwire.gateway.turns;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How calls of one user wait for each other.
 *
 * @param maxWait after which a call is told to come again, 10 seconds by default
 */
@Validated
@ConfigurationProperties("bellwire.turns")
record TurnSettings(@NotNull @DefaultValue("10s") Duration maxWait) {}
