package io.bellwire.worker.sessions;

import io.bellwire.common.error.Unavailable;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
class RedisWorkerDirectory implements WorkerDirectory {

    private static final String WORKERS = "ws:workers";
    private static final Script<Long> ANNOUNCE = Script.counting("announce.lua");
    private static final Script<String> ROLL = Script.telling("roll.lua");

    /** In which all instances look, see that Redis has lost them, and enter their devices again. */
    private static final Duration REFILL = Duration.ofSeconds(3);

    private final ReactiveStringRedisTemplate redis;
    private final ThisWorker thisWorker;
    private final String lifetimeMillis;
    private final long lifetimeNanos;
    private volatile @Nullable Long knownUntil;
    private volatile @Nullable Long lostAt;

    RedisWorkerDirectory(ReactiveStringRedisTemplate redis, ThisWorker thisWorker, SessionSettings settings) {
        this.redis = redis;
        this.thisWorker = thisWorker;
        this.lifetimeMillis = Long.toString(settings.lifetime().toMillis());
        this.lifetimeNanos = settings.lifetime().toNanos();
    }

    /** That Redis was emptied is seen in the same step, or it would go unseen from then on. */
    @Override
    public Mono<Void> announce() {
        return Mono.defer(() -> {
            long asked = System.nanoTime();
            return Mono.justOrEmpty(thisWorker.listening())
                    .flatMap(worker -> ANNOUNCE.run(
                            redis,
                            List.of(WORKERS, key(worker.id())),
                            List.of(worker.id(), worker.address().toString(), lifetimeMillis)))
                    .doOnNext(known -> {
                        found(known == 1);
                        knownUntil = asked + lifetimeNanos;
                    })
                    .then();
        });
    }

    @Override
    public Mono<Boolean> isAnnounced() {
        return redis.hasKey(key(thisWorker.id())).doOnNext(this::found);
    }

    @Override
    public Mono<Void> requireWhole() {
        return isAnnounced().then(Mono.defer(this::requireNotLostLately));
    }

    private void found(boolean known) {
        if (!known && isToBeKnown()) {
            lostAt = System.nanoTime();
        }
    }

    private Mono<Void> requireNotLostLately() {
        return wasLostLately()
                ? Mono.error(
                        Unavailable.because("Redis has lost its directory of devices, which is being filled again"))
                : Mono.empty();
    }

    /** It is not lost that lapsed because this instance was frozen, or cut off, for as long as that. */
    private boolean isToBeKnown() {
        Long until = knownUntil;
        return until != null && until - System.nanoTime() > 0;
    }

    private boolean wasLostLately() {
        Long at = lostAt;
        return at != null && System.nanoTime() - at < REFILL.toNanos();
    }

    @Override
    public Mono<Void> withdraw() {
        knownUntil = null;
        return Mono.when(redis.opsForZSet().remove(WORKERS, thisWorker.id()), redis.delete(key(thisWorker.id())));
    }

    @Override
    public Mono<Roll> roll() {
        return ROLL.run(redis, List.of(WORKERS, RedisSessionDirectory.CLAIMS), List.of())
                .flatMap(found -> {
                    Roll roll = read(found.split("\n"));
                    return requireNotLostLately().thenReturn(roll);
                });
    }

    /** An instance that was started again goes by two ids for a while, at one address. */
    private Roll read(String[] lines) {
        Map<String, Worker> all = new HashMap<>();
        for (int i = 1; i + 1 < lines.length; i += 2) {
            all.put(lines[i], new Worker(lines[i], URI.create(lines[i + 1])));
        }
        found(all.containsKey(thisWorker.id()));
        Map<URI, Worker> others = new HashMap<>();
        all.values().forEach(worker -> others.put(worker.address(), worker));
        thisWorker.listening().ifPresent(worker -> others.remove(worker.address()));
        return new Roll(List.copyOf(others.values()), Long.parseLong(lines[0]));
    }

    private static String key(String workerId) {
        return "ws:worker:" + workerId;
    }
}
