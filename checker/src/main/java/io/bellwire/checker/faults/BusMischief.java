package io.bellwire.checker.faults;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Listens to what gateways tell each other, and says it again: at once, or when later things have been said. */
public final class BusMischief implements AutoCloseable {

    private static final String CHANNELS = "bellwire:user:*";
    private static final int KEPT = 100;

    private record Said(String channel, byte[] message) {}

    private final RedisClient client;
    private final StatefulRedisPubSubConnection<String, byte[]> listening;
    private final StatefulRedisPubSubConnection<String, byte[]> speaking;
    private final List<Said> kept = new ArrayList<>();
    private int echo;
    private long repeated;

    /** @param port of Redis itself, past all wires */
    public BusMischief(int port) {
        client = RedisClient.create(RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(port)
                .withTimeout(Duration.ofSeconds(2))
                .build());
        RedisCodec<String, byte[]> codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
        speaking = client.connectPubSub(codec);
        listening = client.connectPubSub(codec);
        listening.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String pattern, String channel, byte[] message) {
                heard(new Said(channel, message));
            }
        });
        listening.sync().psubscribe(CHANNELS);
    }

    private synchronized void heard(Said said) {
        boolean ours = kept.stream()
                .anyMatch(old -> old.channel().equals(said.channel()) && Arrays.equals(old.message(), said.message()));
        if (ours) {
            return;
        }
        kept.add(said);
        if (kept.size() > KEPT) {
            kept.remove(0);
        }
        if (echo > 0) {
            say(kept.get(Math.max(0, kept.size() - echo)));
        }
    }

    private void say(Said said) {
        repeated++;
        speaking.async().publish(said.channel(), said.message());
    }

    /** From now on each message is followed by the one that was that many back, 1 being itself; 0 ends it. */
    synchronized void echo(int back) {
        echo = back;
    }

    public synchronized long repeated() {
        return repeated;
    }

    /** Only what must reach Redis now: everything else is Redis's own business. */
    void command(String... words) {
        try (StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub()) {
            switch (words[0]) {
                case "FLUSHALL" -> connection.sync().flushall();
                case "KILL" ->
                    connection.sync().clientKill(KillArgs.Builder.typePubsub().skipme(true));
                default -> throw new IllegalArgumentException(words[0]);
            }
        }
    }

    /** The value of every key that begins so, by the rest of its name. */
    public Map<String, String> values(String prefix) {
        Map<String, String> values = new TreeMap<>();
        try (var connection = client.connect()) {
            connection.sync().keys(prefix + "*").forEach(key -> {
                String value = connection.sync().get(key);
                if (value != null) {
                    values.put(key.substring(prefix.length()), value);
                }
            });
        }
        return values;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
