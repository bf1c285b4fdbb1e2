package io.bellwire.gateway.livesocket;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long a live socket may stay.
 *
 * @param closeOnTokenExpiry whether it ends with its token, true by default; the clients' earlier server kept it open
 * @param passwordSweep how often password changes are looked for that the bus did not tell of, 5 seconds by default
 */
@Validated
@ConfigurationProperties("bellwire.live")
record LiveSettings(
        @DefaultValue("true") boolean closeOnTokenExpiry,
        @DefaultValue("5s") Duration passwordSweep) {}
