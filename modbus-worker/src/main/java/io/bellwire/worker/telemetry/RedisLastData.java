package io.bellwire.worker.telemetry;

import io.bellwire.common.deviceapi.DeviceEvent;
import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.json.VerbatimJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisStringCommands.SetOption;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.types.Expiration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** {@code ws:last:{user_id}:{session_id}} is the device's latest {@code device_data} event, for 24 hours. */
@Component
class RedisLastData implements LastData {

    private static final Logger log = LoggerFactory.getLogger(RedisLastData.class);
    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final int BATCH = 100;

    private final ReactiveStringRedisTemplate redis;
    private final ObjectReader events;

    RedisLastData(ReactiveStringRedisTemplate redis, JsonMapper json) {
        this.redis = redis;
        this.events = json.readerFor(DeviceEvent.class);
    }

    Mono<Void> store(Of device, byte[] event) {
        ByteBuffer key = ByteBuffer.wrap(key(device).getBytes(StandardCharsets.UTF_8));
        return redis.execute(connection -> connection
                        .stringCommands()
                        .set(key, ByteBuffer.wrap(event), Expiration.from(LIFETIME), SetOption.upsert()))
                .then();
    }

    @Override
    public Mono<Map<SessionId, DeviceEvent.Data>> find(List<Of> devices) {
        return Flux.fromIterable(devices)
                .buffer(BATCH)
                .concatMap(batch -> redis.opsForValue()
                        .multiGet(batch.stream().map(RedisLastData::key).toList())
                        .map(values -> read(batch, values)))
                .collect(HashMap::new, Map::putAll);
    }

    private Map<SessionId, DeviceEvent.Data> read(List<Of> batch, List<String> values) {
        Map<SessionId, DeviceEvent.Data> found = new HashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            String value = values.get(i);
            if (value != null && event(value) instanceof DeviceEvent.Data data) {
                found.put(batch.get(i).sessionId(), data);
            }
        }
        return found;
    }

    /** Null for what another version wrote: one device's is not worth the list of all. */
    private @Nullable DeviceEvent event(String value) {
        try {
            return VerbatimJson.read(events, value);
        } catch (JacksonException e) {
            log.warn("A report of another version was passed over");
            return null;
        }
    }

    @Override
    public Mono<Void> forget(Of device) {
        return redis.delete(key(device)).then();
    }

    private static String key(Of device) {
        return "ws:last:" + device.owner() + ":" + device.sessionId();
    }
}
