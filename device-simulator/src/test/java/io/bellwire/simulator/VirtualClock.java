package io.bellwire.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands until it is told to go on. */
public final class VirtualClock extends Clock {

    private final ZoneId zone;
    private Instant now;

    public VirtualClock(String now) {
        this(Instant.parse(now), ZoneOffset.UTC);
    }

    private VirtualClock(Instant now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    public void advance(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId another) {
        return new VirtualClock(now, another);
    }
}
