package io.bellwire.worker.telemetry;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.deviceapi.DeviceEvent;
import io.bellwire.common.deviceapi.DeviceTopics;
import io.bellwire.common.json.VerbatimJson;
import io.bellwire.worker.sessions.SessionEntry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends what devices say to whoever listens, and keeps the latest of it. Nobody waits for it: where Redis is away, or
 * so slow that {@value #MAX_IN_FLIGHT_BYTES} bytes are on their way to it, telemetry is dropped and counted.
 */
@Component
public class Telemetry {

    private static final Logger log = LoggerFactory.getLogger(Telemetry.class);
    private static final long MAX_IN_FLIGHT_BYTES = 16 * 1024 * 1024;

    private final Bus bus;
    private final RedisLastData lastData;
    private final JsonMapper json;
    private final Clock clock;
    private final Counter dropped;
    private final AtomicLong inFlightBytes = new AtomicLong();

    Telemetry(Bus bus, RedisLastData lastData, JsonMapper json, Clock clock, MeterRegistry meters) {
        this.bus = bus;
        this.lastData = lastData;
        this.json = json;
        this.clock = clock;
        this.dropped = Counter.builder("bellwire.telemetry.dropped")
                .description("Messages of devices that did not reach Redis")
                .register(meters);
    }

    public void connected(SessionEntry entry) {
        publish(
                entry,
                new DeviceEvent.Connected(entry.sessionId().value(), entry.connectionId(), entry.connectedAt()),
                false);
    }

    public void disconnected(SessionEntry entry) {
        publish(
                entry,
                new DeviceEvent.Disconnected(entry.sessionId().value(), entry.connectionId(), clock.instant()),
                false);
    }

    public void data(SessionEntry entry, VerbatimJson data) {
        publish(entry, new DeviceEvent.Data(entry.sessionId().value(), data, clock.instant()), true);
    }

    /** A message that nobody may send on, for it is not sure whose session it is. */
    public void drop() {
        dropped.increment();
    }

    private void publish(SessionEntry entry, DeviceEvent event, boolean keep) {
        byte[] message = json.writeValueAsBytes(event);
        if (inFlightBytes.addAndGet(message.length) > MAX_IN_FLIGHT_BYTES) {
            inFlightBytes.addAndGet(-message.length);
            drop();
            return;
        }
        Mono<Void> published = bus.publish(DeviceTopics.of(entry.owner()), message);
        Mono<Void> kept =
                keep ? lastData.store(new LastData.Of(entry.owner(), entry.sessionId()), message) : Mono.empty();
        Mono.when(published, kept)
                .doFinally(end -> inFlightBytes.addAndGet(-message.length))
                .subscribe(null, error -> {
                    drop();
                    log.debug("Telemetry of {} was dropped: {}", entry.sessionId(), error.toString());
                });
    }
}
