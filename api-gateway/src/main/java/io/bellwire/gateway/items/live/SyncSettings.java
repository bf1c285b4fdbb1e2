package io.bellwire.gateway.items.live;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How changes are found that the bus did not tell of.
 *
 * @param sweepInterval between looks at all connected users, 5 seconds by default
 */
@Validated
@ConfigurationProperties("bellwire.sync")
record SyncSettings(@DefaultValue("5s") Duration sweepInterval) {}
