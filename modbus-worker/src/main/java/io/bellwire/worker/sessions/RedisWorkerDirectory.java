package io.bellwire.worker.sessions;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
class RedisWorkerDirectory implements WorkerDirectory {

    private static final String WORKERS = "ws:workers";
    private static final Script<Long> ANNOUNCE = Script.silent("announce.lua");
    private static final Script<String> LIVE = Script.telling("workers.lua");

    private final ReactiveStringRedisTemplate redis;
    private final ThisWorker thisWorker;
    private final String lifetimeMillis;

    RedisWorkerDirectory(ReactiveStringRedisTemplate redis, ThisWorker thisWorker, SessionSettings settings) {
        this.redis = redis;
        this.thisWorker = thisWorker;
        this.lifetimeMillis = Long.toString(settings.lifetime().toMillis());
    }

    @Override
    public Mono<Void> announce() {
        return Mono.justOrEmpty(thisWorker.listening())
                .flatMap(worker -> ANNOUNCE.run(
                        redis,
                        List.of(WORKERS, key(worker.id())),
                        List.of(worker.id(), worker.address().toString(), lifetimeMillis)))
                .then();
    }

    @Override
    public Mono<Boolean> isAnnounced() {
        return redis.hasKey(key(thisWorker.id()));
    }

    @Override
    public Mono<Void> withdraw() {
        return Mono.when(redis.opsForZSet().remove(WORKERS, thisWorker.id()), redis.delete(key(thisWorker.id())));
    }

    @Override
    public Mono<List<Worker>> others() {
        return LIVE.run(redis, List.of(WORKERS), List.of()).map(this::others);
    }

    /** An instance that was started again goes by two ids for a while, at one address. */
    private List<Worker> others(String found) {
        Map<URI, Worker> others = new HashMap<>();
        String[] lines = found.split("\n");
        for (int i = 0; i + 1 < lines.length; i += 2) {
            URI address = URI.create(lines[i + 1]);
            others.put(address, new Worker(lines[i], address));
        }
        thisWorker.listening().ifPresent(worker -> others.remove(worker.address()));
        return List.copyOf(others.values());
    }

    private static String key(String workerId) {
        return "ws:worker:" + workerId;
    }
}
