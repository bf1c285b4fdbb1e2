package io.bellwire.gateway.deviceevents;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How devices are watched.
 *
 * @param pollInterval how often a worker is asked which devices are connected, for what its events failed to tell of;
 *     10 seconds by default
 * @param retryInterval after a worker could not say what devices there are, 2 seconds by default
 * @param maxLastData that is kept for one account, 16 MiB by default; beyond, {@code last_data} is null
 */
@Validated
@ConfigurationProperties("bellwire.device-events")
record DeviceEventsSettings(
        @DefaultValue("10s") Duration pollInterval,
        @DefaultValue("2s") Duration retryInterval,
        @DefaultValue("16MB") DataSize maxLastData) {}
