package io.bellwire.common.bus;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * The one connection on which an instance listens to Redis. Lettuce opens it again when it ends. When it stands but has
 * gone deaf, which happens without a word (spring-data-redis 3307, 2833; lettuce 1428), it is replaced here: what is
 * published to try it must be heard on it before the next time.
 */
final class BusConnection {

    static final Duration PROBE_INTERVAL = Duration.ofSeconds(3);

    private static final Logger log = LoggerFactory.getLogger(BusConnection.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);

    private final Supplier<RedisClient> client;
    private final String probeChannel;
    private final Mono<?> probe;
    private final RedisPubSubAdapter<String, byte[]> listener;
    private final Runnable opened;
    private final Disposable.Swap connecting = Disposables.swap();
    private final Disposable.Swap probing = Disposables.swap();
    private volatile @Nullable StatefulRedisPubSubConnection<String, byte[]> connection;
    private volatile boolean running;
    private volatile boolean probed;
    private volatile boolean heard;
    private volatile boolean incomplete;

    /**
     * @param probe publishes anything on {@code probeChannel}
     * @param opened subscribes to everything: called when a new connection stands, and when it may have missed something
     */
    BusConnection(
            Supplier<RedisClient> client,
            String probeChannel,
            Mono<?> probe,
            RedisPubSubAdapter<String, byte[]> listener,
            Runnable opened) {
        this.client = client;
        this.probeChannel = probeChannel;
        this.probe = probe;
        this.listener = listener;
        this.opened = opened;
    }

    void start() {
        running = true;
        open();
        probing.update(Flux.interval(PROBE_INTERVAL).onBackpressureDrop().subscribe(tick -> probe()));
    }

    void stop() {
        running = false;
        probing.update(Disposables.disposed());
        connecting.update(Disposables.disposed());
        close();
    }

    boolean isRunning() {
        return running;
    }

    /**
     * Without a connection there is nothing to send: what is wanted by then is sent when there is one. Lettuce does not
     * remember what it refused or never saw answered; then everything is sent again once the connection is heard.
     */
    void send(Function<RedisPubSubAsyncCommands<String, byte[]>, RedisFuture<Void>> command) {
        StatefulRedisPubSubConnection<String, byte[]> open = connection;
        if (open != null) {
            command.apply(open.async()).whenComplete((done, failure) -> {
                if (failure != null) {
                    incomplete = true;
                }
            });
        }
    }

    private void open() {
        connecting.update(Mono.fromCallable(
                        () -> client.get().connectPubSub(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)))
                .subscribeOn(Schedulers.boundedElastic())
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_RETRY).maxBackoff(LAST_RETRY))
                .subscribe(this::opened, error -> log.error("The bus cannot connect", error)));
    }

    private void opened(StatefulRedisPubSubConnection<String, byte[]> open) {
        probed = false;
        open.addListener(new Ear());
        open.addListener(listener);
        connection = open;
        if (!running) {
            close();
            return;
        }
        open.async().subscribe(probeChannel);
        opened.run();
    }

    private void close() {
        StatefulRedisPubSubConnection<String, byte[]> open = connection;
        connection = null;
        if (open != null) {
            open.closeAsync();
        }
    }

    private void probe() {
        if (connection == null) {
            return;
        }
        if (probed && !heard) {
            log.warn("The bus heard nothing for {} s and connects anew", PROBE_INTERVAL.toSeconds());
            close();
            open();
            return;
        }
        probed = true;
        heard = false;
        probe.subscribe(null, away -> log.debug("Redis did not take a probe", away));
    }

    private final class Ear extends RedisPubSubAdapter<String, byte[]> {

        /** What was published to try it before, while Lettuce connected again, cannot be heard. */
        @Override
        public void subscribed(String channel, long count) {
            if (channel.equals(probeChannel)) {
                probed = false;
            }
        }

        @Override
        public void message(String channel, byte[] message) {
            if (channel.equals(probeChannel)) {
                heard = true;
                if (incomplete) {
                    incomplete = false;
                    opened.run();
                }
            }
        }
    }
}
