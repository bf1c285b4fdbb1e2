package io.bellwire.gateway.deviceevents;

import io.bellwire.common.json.WireTime;
import io.bellwire.common.redis.LuaScript;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What workers keep in Redis of the devices that are connected to them, and renew as long as they live. */
@Component
class DeviceEntries {

    /** Redis serves nobody else while it runs a script: well below a millisecond for this many. */
    private static final int BATCH = 200;

    /** For each key: connection, since when it stands, and how many ms its entry has left; empty and -2 for none. */
    @SuppressWarnings("rawtypes")
    private static final LuaScript<List> FIND = LuaScript.of("""
            local found = {}
            for i = 1, #KEYS do
              local connection = redis.call('GET', KEYS[i])
              local since = connection and redis.call('HGET', 'ws:connection:' .. connection, 'connected_at')
              found[#found + 1] = connection or ''
              found[#found + 1] = since or ''
              found[#found + 1] = tostring(redis.call('PTTL', KEYS[i]))
            end
            return found
            """, List.class);

    private final ReactiveStringRedisTemplate redis;

    DeviceEntries(ReactiveStringRedisTemplate redis) {
        this.redis = redis;
    }

    /**
     * One device's.
     *
     * @param connectedAt null where Redis has lost half of the entry
     * @param left until it runs out, unless its worker renews it
     */
    record Entry(String connectionId, @Nullable Instant connectedAt, Duration left) {}

    /** By device id, without those that have none. Errs while Redis is away. */
    Mono<Map<String, Entry>> find(List<String> deviceIds) {
        return Flux.fromIterable(deviceIds)
                .buffer(BATCH)
                .concatMap(this::findBatch)
                .collect(HashMap::new, Map::putAll);
    }

    private Mono<Map<String, Entry>> findBatch(List<String> deviceIds) {
        List<String> keys = deviceIds.stream().map(id -> "ws:session:" + id).toList();
        return redis.execute(FIND, keys, List.of()).next().map(found -> entries(deviceIds, found));
    }

    private static Map<String, Entry> entries(List<String> deviceIds, List<?> found) {
        Map<String, Entry> entries = new HashMap<>();
        for (int i = 0; i < deviceIds.size(); i++) {
            String connection = String.valueOf(found.get(3 * i));
            if (!connection.isEmpty()) {
                String since = String.valueOf(found.get(3 * i + 1));
                long left = Long.parseLong(String.valueOf(found.get(3 * i + 2)));
                entries.put(
                        deviceIds.get(i),
                        new Entry(
                                connection,
                                since.isEmpty() ? null : WireTime.parse(since),
                                Duration.ofMillis(Math.max(left, 0))));
            }
        }
        return entries;
    }
}
