package io.bellwire.common.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.redis.ConfiguredRedis;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.OwnRedis;
import io.bellwire.testsupport.WireProxy;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.util.AlternativeJdkIdGenerator;
import reactor.core.Disposable;

/** The bus on a wire of its own, beside one that publishes straight to the same Redis. */
class RedisBusTest {

    private static final OwnRedis REDIS = OwnRedis.start();

    private final Heard heard = new Heard();

    @BeforeEach
    void everyoneForgets() {
        heard.messages.clear();
    }

    @AfterAll
    static void end() {
        REDIS.close();
    }

    @Test
    void what_is_published_is_heard_by_who_listens() {
        onTheBus((wire, bus, other) -> {
            try (Listening listening = listen(bus, "a")) {
                Await.until("joined", () -> heard.joined.get() > 0);
                publish(other, "a", "1");
                publish(other, "b", "2");
                publish(other, "a", "3");
                Await.that(() -> assertThat(heard.messages).containsExactly("1", "3"));
            }
        });
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void what_its_listener_cannot_read_is_passed_over(CapturedOutput log) {
        onTheBus((wire, bus, other) -> {
            try (Listening listening = listen(bus, "a")) {
                Await.until("joined", () -> heard.joined.get() > 0);
                publish(other, "a", Heard.UNREADABLE);
                publish(other, "a", "1");
                Await.that(() -> assertThat(heard.messages).containsExactly("1"));
                assertThat(log).contains("A message on a of another version was passed over");
            }
        });
    }

    @Test
    void a_connection_that_went_deaf_without_a_word_is_replaced_and_listeners_are_told() {
        onTheBus((wire, bus, other) -> {
            try (Listening listening = listen(bus, "a")) {
                Await.until("joined", () -> heard.joined.get() > 0);
                int before = heard.joined.get();
                wire.strand();
                Await.until("joined again", () -> heard.joined.get() > before);
                publish(other, "a", "heard");
                Await.that(() -> assertThat(heard.messages).containsExactly("heard"));
            }
        });
    }

    @Test
    void a_topic_wanted_while_redis_was_away_is_heard_once_it_is_back() {
        onTheBus((wire, bus, other) -> {
            try (Listening early = listen(bus, "a")) {
                Await.until("joined", () -> heard.joined.get() > 0);
                wire.cut();
                Heard late = new Heard();
                Disposable listening = bus.subscribe("late", late);
                wire.heal();
                Await.until("the late one joined", () -> late.joined.get() > 0);
                publish(other, "late", "1");
                Await.that(() -> assertThat(late.messages).containsExactly("1"));
                listening.dispose();
            }
        });
    }

    @Test
    void a_topic_given_up_while_redis_was_away_is_left_once_it_is_back() {
        onTheBus((wire, bus, other) -> {
            try (Listening kept = listen(bus, "a")) {
                Heard leaving = new Heard();
                Disposable given = bus.subscribe("left", leaving);
                Await.until("joined", () -> heard.joined.get() > 0 && leaving.joined.get() > 0);
                assertThat(subscribers("left")).isEqualTo(1);
                int before = heard.joined.get();
                wire.cut();
                given.dispose();
                wire.heal();
                Await.until("joined again", () -> heard.joined.get() > before);
                Await.that(() -> assertThat(subscribers("left")).isZero());
                assertThat(subscribers("a")).isEqualTo(1);
            }
        });
    }

    private static long subscribers(String topic) {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + REDIS.port());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            String channel = "bellwire:" + topic;
            return connection.sync().pubsubNumsub(channel).get(channel);
        } finally {
            client.shutdown();
        }
    }

    private interface Story {
        void told(WireProxy wire, Bus bus, Bus other);
    }

    private void onTheBus(Story story) {
        try (WireProxy wire = WireProxy.to("127.0.0.1", REDIS.port())) {
            redis(wire.port()).run(mine -> redis(REDIS.port()).run(others -> {
                RedisBus bus = bus(mine);
                RedisBus other = bus(others);
                bus.start();
                other.start();
                story.told(wire, bus, other);
                bus.stop();
                other.stop();
            }));
        }
    }

    private static RedisBus bus(ApplicationContext context) {
        return new RedisBus(
                context.getBean(ReactiveStringRedisTemplate.class),
                context.getBean(LettuceConnectionFactory.class),
                new AlternativeJdkIdGenerator());
    }

    private static ApplicationContextRunner redis(int port) {
        return new ApplicationContextRunner()
                .withUserConfiguration(ConfiguredRedis.class)
                .withPropertyValues("spring.data.redis.port=" + port, "spring.data.redis.host=127.0.0.1");
    }

    private static void publish(Bus bus, String topic, String message) {
        bus.publish(topic, message.getBytes(StandardCharsets.UTF_8)).block(Await.LIMIT);
    }

    private Listening listen(Bus bus, String topic) {
        Disposable subscription = bus.subscribe(topic, heard);
        return subscription::dispose;
    }

    private interface Listening extends AutoCloseable {
        @Override
        void close();
    }

    private static final class Heard implements Bus.Listener {
        private static final String UNREADABLE = "unreadable";

        private final AtomicInteger joined = new AtomicInteger();
        private final List<String> messages = new CopyOnWriteArrayList<>();

        @Override
        public void joined() {
            joined.incrementAndGet();
        }

        @Override
        public void received(String topic, byte[] payload) {
            String message = new String(payload, StandardCharsets.UTF_8);
            if (message.equals(UNREADABLE)) {
                throw new IllegalArgumentException(message);
            }
            messages.add(message);
        }
    }
}
