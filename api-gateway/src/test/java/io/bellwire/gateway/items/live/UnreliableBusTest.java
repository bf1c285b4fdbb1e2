package io.bellwire.gateway.items.live;

import static io.bellwire.gateway.items.Samples.alarm;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Database;
import io.bellwire.gateway.RawRedis;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.gateway.SyncingClient;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeClient;
import io.bellwire.testsupport.OwnRedis;
import io.bellwire.testsupport.RealServices;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the bus does to messages on their way between two gateways: each has a Redis of its own, and the test carries
 * the messages from the one to the other as it likes. No sweep helps, but where it is what is tested.
 */
class UnreliableBusTest {

    private static final String ITEMS = "/api/alarms-timers";
    private static final double SWEEP_SECONDS = 5;

    private static final Database DATABASE = new Database(RealServices.postgres());

    private static OwnRedis redis;
    private static RedisClient lettuce;
    private static RunningGateway here;
    private static RunningGateway there;

    private record Message(String channel, byte[] payload) {}

    private static final BlockingQueue<Message> ON_THEIR_WAY = new LinkedTransferQueue<>();

    private Person anna;
    private SyncingClient client;
    private SyncingClient stranger;

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
        RealServices.Redis own = new RealServices.Redis("127.0.0.1", redis.port());
        here = RunningGateway.on(RealServices.postgres(), own, Map.of());
        there = RunningGateway.with(Map.of("bellwire.sync.sweep-interval", "1h"));
        lettuce = RedisClient.create(own.url());
        StatefulRedisPubSubConnection<String, byte[]> connection =
                lettuce.connectPubSub(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String pattern, String channel, byte[] payload) {
                ON_THEIR_WAY.add(new Message(channel, payload));
            }
        });
        connection.sync().psubscribe("bellwire:user:*");
    }

    @AfterAll
    static void stop() {
        lettuce.shutdown();
        here.close();
        there.close();
        redis.close();
    }

    @BeforeEach
    void someone() {
        anna = here.newUser();
        put("a0");
        stranger = SyncingClient.of(here.newUser(), there);
        client = SyncingClient.of(anna, there);
        client.agreesWith(DATABASE);
        Await.until("the bus was told of it", () -> ON_THEIR_WAY.poll() != null);
    }

    @AfterEach
    void leave() {
        assertThat(client.syncReasons()).isEmpty();
        assertThat(stranger.catchesUp().revisions()).isEmpty();
        client.close();
        stranger.close();
    }

    private void put(String id) {
        here.http(anna).post(ITEMS, alarm(id)).assertStatus(200);
    }

    /** What the bus was told of that many writes. */
    private List<Message> messagesOf(int writes) {
        for (int i = 1; i <= writes; i++) {
            put("a" + i);
        }
        List<Message> messages = new ArrayList<>();
        Await.that(() -> {
            ON_THEIR_WAY.drainTo(messages);
            assertThat(messages).hasSize(writes);
        });
        return messages;
    }

    private static void deliver(Message message) {
        command("PUBLISH", message.channel(), message.payload());
    }

    private static String command(Object... words) {
        return RawRedis.command(
                RealServices.redis().host(), RealServices.redis().port(), words);
    }

    private void everythingArrivedOnceAndInOrder(int revisions) {
        client.agreesWith(DATABASE);
        assertThat(client.revisions())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, revisions).boxed().toList());
    }

    @Test
    void doubled_messages_are_delivered_once() {
        for (Message message : messagesOf(20)) {
            deliver(message);
            deliver(message);
        }
        everythingArrivedOnceAndInOrder(21);
        client.socket().sendJson(Map.of("type", "ping"));
        client.agreesWith(DATABASE);
    }

    @Test
    void reordered_messages_are_delivered_in_order() {
        List<Message> messages = messagesOf(40);
        messages.addAll(messages.subList(0, 20));
        Collections.shuffle(messages, new Random(11));
        messages.forEach(UnreliableBusTest::deliver);
        everythingArrivedOnceAndInOrder(41);
    }

    @Test
    void a_lost_message_is_read_from_postgresql_as_soon_as_the_next_one_comes() {
        List<Message> messages = messagesOf(10);
        List.of(1, 2, 4, 9).forEach(i -> deliver(messages.get(i)));
        everythingArrivedOnceAndInOrder(11);
    }

    @Test
    void a_lost_last_message_is_found_by_the_sweep() {
        SyncingClient swept = SyncingClient.of(anna, RunningGateway.shared());
        swept.agreesWith(DATABASE);
        messagesOf(3);
        long start = System.nanoTime();
        swept.agreesWith(DATABASE);
        assertThat((System.nanoTime() - start) / 1e9).as("seconds").isLessThan(SWEEP_SECONDS + 5);
        assertThat(swept.revisions()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(client.catchesUp().revisions()).as("without a sweep").containsExactly(1L);
        swept.close();
    }

    @Test
    void what_a_killed_subscription_missed_arrives_when_it_is_back() {
        messagesOf(3);
        command("CLIENT", "KILL", "TYPE", "pubsub");
        everythingArrivedOnceAndInOrder(4);
        messagesOf(3).forEach(UnreliableBusTest::deliver);
        everythingArrivedOnceAndInOrder(7);
    }

    @Test
    void what_is_no_message_of_ours_does_no_harm() {
        String channel = "bellwire:" + UserMessage.topic(anna.id());
        for (String junk : List.of("", "junk", "item x notanumber\n{}", "item \n", "sync", "\n\n\n")) {
            command("PUBLISH", channel, junk);
        }
        messagesOf(2).forEach(UnreliableBusTest::deliver);
        everythingArrivedOnceAndInOrder(3);
    }

    @Test
    void a_flush_of_redis_costs_stats_a_few_seconds_and_messages_nothing() {
        FakeClient before = there.client(anna).connects();
        command("FLUSHALL");
        FakeClient after = there.client(anna).connects();
        Await.that(() -> assertThat(there.http(anna)
                        .get(ITEMS + "/ws/stats")
                        .assertStatus(200)
                        .json()
                        .path("total_connections")
                        .asInt())
                .isEqualTo(3));
        messagesOf(3).forEach(UnreliableBusTest::deliver);
        everythingArrivedOnceAndInOrder(4);
        before.close();
        after.close();
    }
}
