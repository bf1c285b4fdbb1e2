package io.bellwire.gateway.faults;

import static io.bellwire.gateway.items.Samples.alarm;
import static io.bellwire.gateway.items.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.deviceapi.DeviceTopics;
import io.bellwire.gateway.Database;
import io.bellwire.gateway.FakeWorker;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.gateway.SlowReader;
import io.bellwire.gateway.SyncingClient;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.Stopwatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** Readers that stop or crawl, at a gateway with every setting as in production. */
abstract class SlowPeers {

    private static final String ITEMS = "/api/alarms-timers";
    private static final int STALL_SECONDS = 30;

    private static final Database DATABASE = new Database(RealServices.postgres());

    private static FakeWorker worker;
    private static RunningGateway healthy;

    static void start() {
        worker = FakeWorker.withoutDevices();
        healthy = RunningGateway.with(Map.of("bellwire.worker.url", worker.url()));
    }

    static void stop() {
        healthy.close();
        worker.close();
    }

    private static void put(RunningGateway gateway, Person person, String id) {
        gateway.http(person).post(ITEMS, alarm(id)).assertStatus(200);
    }

    private static void putBulk(Person person, int from, int count) {
        List<Map<String, Object>> items = IntStream.range(from, from + count)
                .mapToObj(i -> with(alarm("a" + i), "label", "x".repeat(200)))
                .toList();
        healthy.http(person).post(ITEMS + "/bulk", Map.of("items", items)).assertStatus(200);
    }

    private static SlowReader slowReader(String path, Person person) {
        SlowReader reader = SlowReader.at(healthy.webSocket(path + "?token=" + person.token()));
        Await.until("it is greeted", () -> !reader.messages().isEmpty());
        return reader;
    }

    private static void waitUntil(Stopwatch start, int seconds) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(seconds + 30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> start.seconds() >= seconds);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_reader_that_stops_for_30_s_is_cut_off_and_another_one_is_not() {
        Person anna = healthy.newUser();
        SlowReader stopped = slowReader(ITEMS + "/ws", anna);
        SyncingClient good = SyncingClient.of(anna, healthy);
        stopped.reads(0);
        Stopwatch start = Stopwatch.start();
        for (int bulk = 0; bulk < 4; bulk++) {
            putBulk(anna, bulk * 500, 500);
            good.agreesWith(DATABASE);
        }
        Stopwatch stuck = Stopwatch.start();
        waitUntil(start, STALL_SECONDS - 10);
        assertThat(connections(anna)).isEqualTo(2);
        waitUntil(stuck, STALL_SECONDS);
        Await.until("it is cut off", () -> connections(anna) == 1);
        stopped.readsAsFastAsItCan();
        Await.until("it learns of its end", stopped::hasEnded);
        put(healthy, anna, "after");
        good.agreesWith(DATABASE);
        assertThat(good.syncReasons()).isEmpty();
        good.close();
    }

    private static int connections(Person person) {
        return healthy.http(person)
                .get(ITEMS + "/ws/stats")
                .json()
                .path("total_connections")
                .asInt(-1);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_reader_of_1_KiB_a_second_stays_and_is_told_to_sync() {
        Person anna = healthy.newUser();
        SlowReader slow = slowReader(ITEMS + "/ws", anna);
        slow.reads(1024);
        for (int bulk = 0; bulk < 4; bulk++) {
            putBulk(anna, bulk * 500, 500);
        }
        Stopwatch start = Stopwatch.start();
        waitUntil(start, STALL_SECONDS + 8);
        assertThat(slow.hasEnded()).as("ended though it moves").isFalse();
        int events = slow.messages().size();
        assertThat(events).as("messages at 1 KiB a second").isBetween(20, 200);
        slow.readsAsFastAsItCan();
        Await.that(() -> {
            List<JsonNode> messages = slow.messages();
            assertThat(messages).anySatisfy(message -> {
                assertThat(message.path("reason").asString("")).isEqualTo("slow consumer");
                assertThat(message.path("revision").asLong()).isGreaterThan(1024);
            });
            assertThat(messages.get(messages.size() - 1).path("revision").asLong())
                    .isEqualTo(DATABASE.revision(anna.id()));
        });
        slow.close();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_subscriber_of_device_events_that_stops_for_30_s_is_cut_off() {
        Person anna = healthy.newUser();
        SlowReader stopped = slowReader("/ws/events", anna);
        SlowReader good = slowReader("/ws/events", anna);
        stopped.reads(0);
        String filler = "x".repeat(16_000);
        int steps = 200;
        for (int step = 1; step <= steps; step++) {
            report(anna, step, filler);
        }
        Stopwatch start = Stopwatch.start();
        Await.that(() -> assertThat(lastStep(good)).isEqualTo(steps));
        waitUntil(start, STALL_SECONDS + 10);
        stopped.readsAsFastAsItCan();
        Await.until("it learns of its end", stopped::hasEnded);
        assertThat(stopped.messages()).as("what fits between it and us").hasSizeLessThan(20);
        assertThat(good.hasEnded()).isFalse();
        report(anna, steps + 1, "");
        Await.that(() -> assertThat(lastStep(good)).isEqualTo(steps + 1));
        good.close();
    }

    private static void report(Person owner, int step, String filler) {
        String event = ("{\"type\":\"device_data\",\"device_id\":\"cerbo\",\"data\":{\"n\":%d,\"filler\":\"%s\"},"
                        + "\"timestamp\":\"2024-01-15T12:00:00.000+00:00\"}")
                .formatted(step, filler);
        healthy.bean(Bus.class)
                .publish(DeviceTopics.of(owner.account().id()), event.getBytes(StandardCharsets.UTF_8))
                .block(Await.LIMIT);
    }

    private static int lastStep(SlowReader reader) {
        List<JsonNode> messages = reader.messages();
        return messages.stream()
                .mapToInt(message -> message.path("type").asString().equals("devices")
                        ? message.path("devices")
                                .path(0)
                                .path("last_data")
                                .path("n")
                                .asInt(0)
                        : message.path("data").path("n").asInt(0))
                .max()
                .orElse(0);
    }
}
