package io.bellwire.common.redis;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.ReactiveRedisClusterConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Hands out connections once Redis has been reached for the first time, and errs at once until then. Spring's factory
 * alone would connect on first use, and make whoever uses it wait: an event loop, for as long as Redis is away.
 */
final class RedisOnceReached implements ReactiveRedisConnectionFactory, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RedisOnceReached.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);
    private static final Duration START_PATIENCE = Duration.ofSeconds(2);

    private final ReactiveRedisConnectionFactory lettuce;
    private volatile boolean reached;
    private volatile boolean running;

    RedisOnceReached(ReactiveRedisConnectionFactory lettuce) {
        this.lettuce = lettuce;
    }

    @Override
    public ReactiveRedisConnection getReactiveConnection() {
        requireReached();
        return unlessStopping(lettuce::getReactiveConnection);
    }

    @Override
    public ReactiveRedisClusterConnection getReactiveClusterConnection() {
        requireReached();
        return unlessStopping(lettuce::getReactiveClusterConnection);
    }

    /** Whoever is still being served while this instance stops is told that a part is missing. */
    private static <T> T unlessStopping(Supplier<T> connection) {
        try {
            return connection.get();
        } catch (IllegalStateException stopping) {
            throw new RedisConnectionFailureException("The connections to Redis are closed", stopping);
        }
    }

    private void requireReached() {
        if (!reached) {
            throw new RedisConnectionFailureException("Redis was not reached yet");
        }
    }

    @Override
    public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException error) {
        return lettuce.translateExceptionIfPossible(error);
    }

    /** Waits a moment, on the thread that starts the service and serves nobody, so that an instance that starts beside its Redis is ready when it says so. */
    @Override
    public void start() {
        running = true;
        Mono<Void> connected = Mono.fromCallable(lettuce::getReactiveConnection)
                .flatMap(ReactiveRedisConnection::closeLater)
                .doOnSuccess(done -> reached = true)
                .subscribeOn(Schedulers.boundedElastic())
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_RETRY)
                        .maxBackoff(LAST_RETRY)
                        .filter(error -> running)
                        .doBeforeRetry(retry -> log.warn(
                                "Redis is not reached yet: {}", retry.failure().getMessage())))
                .onErrorComplete()
                .cache();
        connected.subscribe();
        // the starting thread serves nobody yet, and whoever needs Redis next finds it connected
        connected.timeout(START_PATIENCE, Mono.empty()).block();
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After Lettuce's factory, before everything that uses it. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1;
    }
}
