package io.bellwire.worker.sessions;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long an entry outlives its last renewal.
 *
 * @param lifetime of the entries of a session and of a worker in Redis, 60 seconds by default
 * @param renewalInterval between renewals, 20 seconds by default
 */
@Validated
@ConfigurationProperties("bellwire.sessions")
public record SessionSettings(
        @DefaultValue("60s") Duration lifetime,
        @DefaultValue("20s") Duration renewalInterval) {}
