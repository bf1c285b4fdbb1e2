package io.bellwire.gateway.items;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How often an alarm rings; the clients compute when. */
public enum Recurrence {
    @JsonProperty("once")
    ONCE,
    @JsonProperty("daily")
    DAILY,
    @JsonProperty("weekly")
    WEEKLY,
    @JsonProperty("monthly")
    MONTHLY,
    @JsonProperty("weekdays")
    WEEKDAYS,
    @JsonProperty("weekends")
    WEEKENDS,
    @JsonProperty("custom")
    CUSTOM;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Recurrence ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
