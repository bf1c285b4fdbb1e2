package io.bellwire.gateway.auth;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long people stay signed in.
 *
 * @param lifetime of a refresh token, 7 days by default
 * @param purgeInterval how often expired ones are deleted, 10 minutes by default
 */
@Validated
@ConfigurationProperties("bellwire.refresh-token")
record RefreshTokenSettings(
        @DefaultValue("7d") Duration lifetime,
        @DefaultValue("10m") Duration purgeInterval) {}
