package io.bellwire.common.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.bellwire.common.redis.LuaScript;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Limits failed sign-ins across all instances, in Redis; each instance by itself while Redis is away.
 *
 * <p>An attempt is counted before the password is looked at and given back when it was right, so that guesses made
 * at the same time on several instances cannot pass the limit together. What waits for its turn is not counted yet:
 * hundreds of accounts that sign in from one address at once are no guesses.
 */
@Component
class SignInLimit {

    private static final Logger log = LoggerFactory.getLogger(SignInLimit.class);
    private static final int MAX_LOCAL_WINDOWS = 100_000;

    /** Returns 0 where the attempt was counted, else the milliseconds until the next one may be made. */
    private static final LuaScript<Long> COUNT = LuaScript.of("""
            for i = 1, #KEYS do
              if tonumber(redis.call('GET', KEYS[i]) or '0') >= tonumber(ARGV[i + 1]) then
                return math.max(1, redis.call('PTTL', KEYS[i]))
              end
            end
            for i = 1, #KEYS do
              if redis.call('INCR', KEYS[i]) == 1 then redis.call('PEXPIRE', KEYS[i], ARGV[1]) end
            end
            return 0
            """, Long.class);

    private static final LuaScript<Long> GIVE_BACK = LuaScript.of("""
            for i = 1, #KEYS do
              if redis.call('EXISTS', KEYS[i]) == 1 and redis.call('DECR', KEYS[i]) <= 0 then
                redis.call('DEL', KEYS[i])
              end
            end
            return 0
            """, Long.class);

    private final SignInSettings settings;
    private final ReactiveStringRedisTemplate redis;
    private final Clock clock;
    private final Cache<String, Window> local;

    private record Window(int failures, Instant endsAt) {}

    SignInLimit(SignInSettings settings, ReactiveStringRedisTemplate redis, Clock clock) {
        this.settings = settings;
        this.redis = redis;
        this.clock = clock;
        this.local = Caffeine.newBuilder()
                .maximumSize(MAX_LOCAL_WINDOWS)
                .expireAfterWrite(settings.window())
                .build();
    }

    /** Counts an attempt; errs with {@link TooManyAttempts} where there were too many. */
    Mono<Void> count(String email, InetAddress address) {
        List<String> keys = keys(email, address);
        return redis.execute(
                        COUNT,
                        keys,
                        List.of(
                                Long.toString(settings.window().toMillis()),
                                Integer.toString(settings.failuresPerAccount()),
                                Integer.toString(settings.failuresPerAddress())))
                .next()
                .onErrorResume(away -> {
                    log.warn("Counting sign-ins here alone, Redis is away: {}", away.getMessage());
                    return Mono.fromSupplier(() -> countLocally(keys));
                })
                .flatMap(waitMillis -> waitMillis == 0
                        ? Mono.empty()
                        : Mono.error(new TooManyAttempts(Duration.ofMillis(waitMillis))));
    }

    /** Takes back an attempt that turned out to be no guess. */
    Mono<Void> giveBack(String email, InetAddress address) {
        List<String> keys = keys(email, address);
        return redis.execute(GIVE_BACK, keys)
                .then()
                .onErrorResume(away -> Mono.fromRunnable(() -> giveBackLocally(keys)));
    }

    private synchronized long countLocally(List<String> keys) {
        int[] limits = {settings.failuresPerAccount(), settings.failuresPerAddress()};
        Instant now = clock.instant();
        for (int i = 0; i < limits.length; i++) {
            Window window = current(keys.get(i), now);
            if (window.failures() >= limits[i]) {
                return Math.max(1, Duration.between(now, window.endsAt()).toMillis());
            }
        }
        keys.forEach(key -> change(key, now, 1));
        return 0;
    }

    private synchronized void giveBackLocally(List<String> keys) {
        Instant now = clock.instant();
        keys.forEach(key -> change(key, now, -1));
    }

    private void change(String key, Instant now, int by) {
        Window window = current(key, now);
        local.put(key, new Window(Math.max(0, window.failures() + by), window.endsAt()));
    }

    private Window current(String key, Instant now) {
        Window window = local.getIfPresent(key);
        return window == null || !window.endsAt().isAfter(now) ? new Window(0, now.plus(settings.window())) : window;
    }

    private static List<String> keys(String email, InetAddress address) {
        String from = address.getHostAddress();
        String account = Emails.isPossible(email) ? Emails.normalized(email) : "?";
        return List.of("bellwire:sign-in:" + from + ":" + account, "bellwire:sign-in:" + from);
    }
}
