package io.bellwire.gateway.items.live;

import io.bellwire.common.error.Unavailable;
import io.bellwire.common.redis.LuaScript;
import io.bellwire.common.token.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How many sockets each user has, over all gateways, and the limit on them.
 *
 * <p>In Redis each gateway keeps a hash {@code gateway:connections:ID} of user id to count, and is listed with its
 * expiry in the sorted set {@code gateway:instances}; both live 20 s, are renewed every 5 s, and written anew from what
 * the gateway itself knows where they are not the same, as after a FLUSHALL, or a call has failed. While Redis is away
 * the limit holds for each gateway alone.
 */
@Component
class ConnectionCounts implements SmartLifecycle {

    static final int MAX_PER_USER = 100;

    private static final Logger log = LoggerFactory.getLogger(ConnectionCounts.class);
    private static final Duration LIFETIME = Duration.ofSeconds(20);
    private static final Duration RENEWAL = Duration.ofSeconds(5);

    private static final String INSTANCES = "gateway:instances";
    private static final String COUNTS = "gateway:connections:";

    private static final String PRELUDE = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
            """;

    /** Returns 1 where the socket was counted, 0 where the user has too many. */
    private static final LuaScript<Long> ADMIT = LuaScript.of(PRELUDE + """
            local sum = 0
            for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
              sum = sum + tonumber(redis.call('HGET', ARGV[1] .. id, ARGV[3]) or '0')
            end
            if sum >= tonumber(ARGV[4]) then return 0 end
            redis.call('HINCRBY', ARGV[1] .. ARGV[2], ARGV[3], 1)
            redis.call('PEXPIRE', ARGV[1] .. ARGV[2], ARGV[5])
            redis.call('ZADD', KEYS[1], now + ARGV[5], ARGV[2])
            return 1
            """, Long.class);

    private static final LuaScript<Long> RELEASE = LuaScript.of("""
            if redis.call('HINCRBY', KEYS[1], ARGV[1], -1) <= 0 then redis.call('HDEL', KEYS[1], ARGV[1]) end
            return 1
            """, Long.class);

    /** Returns 1 where this gateway's counts are still there, as many as it knows of, and now live on. */
    private static final LuaScript<Long> RENEW = LuaScript.of(PRELUDE + """
            local sum = 0
            for _, count in ipairs(redis.call('HVALS', ARGV[1] .. ARGV[2])) do sum = sum + count end
            if sum ~= tonumber(ARGV[4]) then return 0 end
            redis.call('PEXPIRE', ARGV[1] .. ARGV[2], ARGV[3])
            redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[2])
            return 1
            """, Long.class);

    private static final LuaScript<Long> REWRITE = LuaScript.of(PRELUDE + """
            redis.call('DEL', ARGV[1] .. ARGV[2])
            if #ARGV == 3 then
              redis.call('ZREM', KEYS[1], ARGV[2])
              return 0
            end
            for i = 4, #ARGV, 2 do redis.call('HSET', ARGV[1] .. ARGV[2], ARGV[i], ARGV[i + 1]) end
            redis.call('PEXPIRE', ARGV[1] .. ARGV[2], ARGV[3])
            redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[2])
            return 1
            """, Long.class);

    /** A flat list: user id, count, user id, count, … of every gateway. */
    @SuppressWarnings("rawtypes")
    private static final LuaScript<List> ALL = LuaScript.of(PRELUDE + """
            local all = {}
            for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
              for _, entry in ipairs(redis.call('HGETALL', ARGV[1] .. id)) do all[#all + 1] = entry end
            end
            return all
            """, List.class);

    private final String instance = UUID.randomUUID().toString();
    private final Map<UserId, Integer> local = new ConcurrentHashMap<>();
    private final ReactiveStringRedisTemplate redis;
    private final Disposable.Swap renewing = Disposables.swap();
    private final AtomicLong admissions = new AtomicLong();

    /** Whether what Redis holds may differ from what this gateway knows. */
    private volatile boolean inDoubt;

    private volatile boolean running;

    ConnectionCounts(ReactiveStringRedisTemplate redis) {
        this.redis = redis;
    }

    /** A socket's place among its user's, or that there is none. */
    record Admission(UserId user, boolean granted) {}

    Mono<Admission> admit(UserId user) {
        return redis.execute(
                        ADMIT,
                        List.of(INSTANCES),
                        List.of(
                                COUNTS,
                                instance,
                                user.value(),
                                Integer.toString(MAX_PER_USER),
                                Long.toString(LIFETIME.toMillis())))
                .next()
                .map(counted -> counted == 1)
                .onErrorResume(away -> Mono.fromSupplier(() -> {
                    inDoubt = true;
                    return local.getOrDefault(user, 0) < MAX_PER_USER;
                }))
                .map(granted -> new Admission(user, granted))
                .doOnNext(admission -> {
                    admissions.incrementAndGet();
                    if (admission.granted()) {
                        local.merge(user, 1, Integer::sum);
                    }
                });
    }

    Mono<Void> release(Admission admission) {
        if (!admission.granted()) {
            return Mono.empty();
        }
        UserId user = admission.user();
        admissions.incrementAndGet();
        local.computeIfPresent(user, (key, count) -> count > 1 ? count - 1 : null);
        return redis.execute(RELEASE, List.of(COUNTS + instance), List.of(user.value()))
                .then()
                .onErrorResume(away -> Mono.fromRunnable(() -> inDoubt = true));
    }

    /** User id to number of sockets over all gateways; errs with {@link Unavailable} while Redis is away. */
    Mono<Map<String, Integer>> all() {
        return redis.execute(ALL, List.of(INSTANCES), List.of(COUNTS))
                .next()
                .map(ConnectionCounts::toMap)
                .onErrorMap(Unavailable::redis);
    }

    private static Map<String, Integer> toMap(List<?> flat) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            counts.merge(String.valueOf(flat.get(i)), Integer.parseInt(String.valueOf(flat.get(i + 1))), Integer::sum);
        }
        return counts;
    }

    private Mono<Void> renew() {
        int sockets = local.values().stream().mapToInt(Integer::intValue).sum();
        List<String> arguments =
                List.of(COUNTS, instance, Long.toString(LIFETIME.toMillis()), Integer.toString(sockets));
        Mono<Boolean> renewed = inDoubt || local.isEmpty()
                ? Mono.just(false)
                : redis.execute(RENEW, List.of(INSTANCES), arguments).next().map(alive -> alive == 1);
        return renewed.flatMap(alive -> alive ? Mono.empty() : rewrite()).onErrorResume(away -> {
            log.debug("Connection counts not renewed: {}", away.getMessage());
            inDoubt = true;
            return Mono.empty();
        });
    }

    /** Counts that changed meanwhile may be missing from what is written: the doubt then stays for the next time. */
    private Mono<Void> rewrite() {
        long before = admissions.get();
        List<String> arguments = new ArrayList<>(List.of(COUNTS, instance, Long.toString(LIFETIME.toMillis())));
        local.forEach((user, count) -> {
            arguments.add(user.value());
            arguments.add(Integer.toString(count));
        });
        return redis.execute(REWRITE, List.of(INSTANCES), arguments)
                .then(Mono.fromRunnable(() -> inDoubt = admissions.get() != before));
    }

    @Override
    public void start() {
        running = true;
        renewing.update(Flux.interval(RENEWAL)
                .onBackpressureDrop()
                .concatMap(n -> renew(), 1)
                .subscribe());
    }

    /** What this gateway counted goes at once; its sockets were closed before. */
    @Override
    public void stop(Runnable callback) {
        running = false;
        renewing.update(Disposables.disposed());
        local.clear();
        renew().doFinally(end -> callback.run()).subscribe();
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
