package io.bellwire.common.token;

import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How access tokens are signed.
 *
 * @param secret the HS256 key as text, 32 bytes at least; in production no default is accepted
 * @param issuer {@code iss} of our tokens, {@code bellwire} by default
 * @param audience {@code aud} of our tokens, {@code bellwire} by default
 * @param lifetime of an access token, 15 minutes by default
 * @param clockSkew how far clocks may differ, 30 seconds by default
 */
@Validated
@ConfigurationProperties("bellwire.token")
record TokenSettings(
        @NotBlank String secret,
        @DefaultValue("bellwire") String issuer,
        @DefaultValue("bellwire") String audience,
        @DefaultValue("15m") Duration lifetime,
        @DefaultValue("30s") Duration clockSkew) {

    @Override
    public String toString() {
        return "TokenSettings[issuer=%s, audience=%s, lifetime=%s]".formatted(issuer, audience, lifetime);
    }
}
