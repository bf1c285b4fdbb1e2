package io.bellwire.common.net;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How long and how much HTTP callers may keep us waiting.
 *
 * @param requestTimeout for a whole request to arrive, 60 seconds by default
 * @param stallTimeout a caller that takes nothing of its answer for so long is cut off before it is twice that, 30
 *     seconds by default
 * @param maxUnfinishedBodies bytes of large bodies that arrive at a time, of all callers; 48 MiB by default
 * @param maxUnreadAnswers bytes of large answers that callers have yet to take, of all callers; 48 MiB by default
 */
@Validated
@ConfigurationProperties("bellwire.http")
record HttpSettings(
        @DefaultValue("60s") Duration requestTimeout,
        @DefaultValue("30s") Duration stallTimeout,
        @DefaultValue("48MB") DataSize maxUnfinishedBodies,
        @DefaultValue("48MB") DataSize maxUnreadAnswers) {}
