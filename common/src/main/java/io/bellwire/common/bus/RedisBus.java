package io.bellwire.common.bus;

import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import org.springframework.util.IdGenerator;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;

/**
 * The bus over Redis pub/sub, on one connection for all topics of an instance. Lettuce subscribes anew after a
 * reconnect; each confirmation, the first and every later one, is {@link Bus.Listener#joined()}.
 */
@Component
class RedisBus implements Bus, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RedisBus.class);
    private static final byte[] NOTHING = {};
    private static final String CHANNEL_PREFIX = "bellwire:";
    private static final String PROBE_TOPIC = "probe:";

    private final ReactiveStringRedisTemplate redis;
    private final Map<String, Set<Listener>> topics = new ConcurrentHashMap<>();
    private final Map<String, Set<Listener>> patterns = new ConcurrentHashMap<>();
    private final String probeChannel;
    private final BusConnection connection;

    RedisBus(ReactiveStringRedisTemplate redis, LettuceConnectionFactory connectionFactory, IdGenerator ids) {
        this.redis = redis;
        String probeTopic = PROBE_TOPIC + ids.generateId();
        this.probeChannel = CHANNEL_PREFIX + probeTopic;
        this.connection = new BusConnection(
                () -> (RedisClient) connectionFactory.getRequiredNativeClient(),
                probeChannel,
                Mono.defer(() -> sent(probeTopic, NOTHING)),
                new Dispatcher(),
                this::subscribeToAll);
    }

    @Override
    public Mono<Void> publish(String topic, byte[] payload) {
        return sent(topic, payload).then();
    }

    private Mono<Long> sent(String topic, byte[] payload) {
        ByteBuffer channel = ByteBuffer.wrap((CHANNEL_PREFIX + topic).getBytes(StandardCharsets.UTF_8));
        return redis.execute(connection -> connection.pubSubCommands().publish(channel, ByteBuffer.wrap(payload)))
                .next();
    }

    @Override
    public Disposable subscribe(String topic, Listener listener) {
        return add(topics, CHANNEL_PREFIX + topic, listener, this::sendSubscribe, this::sendUnsubscribe);
    }

    @Override
    public Disposable subscribeAll(String prefix, Listener listener) {
        return add(patterns, CHANNEL_PREFIX + prefix + "*", listener, this::sendPsubscribe, this::sendPunsubscribe);
    }

    /** The first listener of a channel subscribes, the last one unsubscribes; later ones ask for a confirmation anew. */
    private Disposable add(
            Map<String, Set<Listener>> channels,
            String channel,
            Listener listener,
            Consumer<String> subscribe,
            Consumer<String> unsubscribe) {
        channels.compute(channel, (key, listeners) -> {
            Set<Listener> all = listeners == null ? new CopyOnWriteArraySet<>() : listeners;
            all.add(listener);
            return all;
        });
        // Only now: the confirmation may come before compute has returned, and would find nobody to tell.
        subscribe.accept(channel);
        return Disposables.composite(() -> channels.computeIfPresent(channel, (key, listeners) -> {
            listeners.remove(listener);
            if (!listeners.isEmpty()) {
                return listeners;
            }
            unsubscribe.accept(key);
            return null;
        }));
    }

    private void sendSubscribe(String channel) {
        connection.send(redis -> redis.subscribe(channel));
    }

    private void sendUnsubscribe(String channel) {
        connection.send(redis -> redis.unsubscribe(channel));
    }

    private void sendPsubscribe(String pattern) {
        connection.send(redis -> redis.psubscribe(pattern));
    }

    private void sendPunsubscribe(String pattern) {
        connection.send(redis -> redis.punsubscribe(pattern));
    }

    private void subscribeToAll() {
        topics.keySet().forEach(this::sendSubscribe);
        patterns.keySet().forEach(this::sendPsubscribe);
    }

    @Override
    public void start() {
        connection.start();
    }

    @Override
    public void stop() {
        connection.stop();
    }

    @Override
    public boolean isRunning() {
        return connection.isRunning();
    }

    private final class Dispatcher extends RedisPubSubAdapter<String, byte[]> {

        @Override
        public void message(String channel, byte[] message) {
            dispatch(topics.get(channel), channel, message);
        }

        @Override
        public void message(String pattern, String channel, byte[] message) {
            dispatch(patterns.get(pattern), channel, message);
        }

        private void dispatch(@Nullable Set<Listener> listeners, String channel, byte[] message) {
            if (listeners != null) {
                String topic = channel.substring(CHANNEL_PREFIX.length());
                listeners.forEach(listener -> safely(() -> deliver(listener, topic, message)));
            }
        }

        private void deliver(Listener listener, String topic, byte[] message) {
            try {
                listener.received(topic, message);
            } catch (IllegalArgumentException | JacksonException e) {
                log.warn("A message on {} of another version was passed over", topic);
                log.debug("It could not be read", e);
            }
        }

        @Override
        public void subscribed(String channel, long count) {
            if (!channel.equals(probeChannel)) {
                leaveIfUnwanted(topics, channel, RedisBus.this::sendUnsubscribe);
                confirm(topics.get(channel));
            }
        }

        @Override
        public void psubscribed(String pattern, long count) {
            leaveIfUnwanted(patterns, pattern, RedisBus.this::sendPunsubscribe);
            confirm(patterns.get(pattern));
        }

        /** Lettuce subscribes again to what was given up while Redis was away. */
        private void leaveIfUnwanted(
                Map<String, Set<Listener>> channels, String channel, Consumer<String> unsubscribe) {
            channels.compute(channel, (key, listeners) -> {
                if (listeners == null) {
                    unsubscribe.accept(key);
                }
                return listeners;
            });
        }

        private void confirm(@Nullable Set<Listener> listeners) {
            if (listeners != null) {
                listeners.forEach(listener -> safely(listener::joined));
            }
        }

        private void safely(Runnable delivery) {
            try {
                delivery.run();
            } catch (RuntimeException e) {
                log.error("A listener of the bus failed", e);
            }
        }
    }
}
