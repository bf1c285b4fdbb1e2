package io.bellwire.worker.devices;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What a device may take.
 *
 * @param signInTimeout for its first message, 10 seconds by default
 * @param maxPerAccount ids that an account may hold, 1,000 by default
 * @param freedAfter that it was not seen for, its id is anybody's; 90 days by default
 * @param seenInterval between notes in PostgreSQL that a connected device was seen, 1 hour by default
 * @param passwordSweep between looks for changed passwords that the bus did not tell of, 10 seconds by default
 */
@Validated
@ConfigurationProperties("bellwire.devices")
record DeviceSettings(
        @DefaultValue("10s") Duration signInTimeout,
        @DefaultValue("1000") @Positive int maxPerAccount,
        @DefaultValue("90d") Duration freedAfter,
        @DefaultValue("1h") Duration seenInterval,
        @DefaultValue("10s") Duration passwordSweep) {}
