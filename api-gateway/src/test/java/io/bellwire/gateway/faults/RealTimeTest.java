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
import io.bellwire.testsupport.WireProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** Faults that last as long as the contract's figures say, with every setting as in production; all at once. */
@Execution(ExecutionMode.SAME_THREAD)
class RealTimeTest {

    private static final String ITEMS = "/api/alarms-timers";
    private static final int STALL_SECONDS = 30;

    private static final Database DATABASE = new Database(RealServices.postgres());
    private static final WireProxy TO_REDIS =
            WireProxy.to(RealServices.redis().host(), RealServices.redis().port());

    private static FakeWorker worker;
    private static RunningGateway healthy;
    private static RunningGateway here;
    private static RunningGateway there;

    @BeforeAll
    static void start() {
        worker = new FakeWorker();
        worker.answers("/devices?", "{\"devices\":[]}");
        worker.answers("/devices/connected", "{\"connected_devices\":[],\"count\":0}");
        healthy = RunningGateway.with(Map.of("bellwire.worker.url", worker.url()));
        RealServices.Redis behindTheWire = new RealServices.Redis("127.0.0.1", TO_REDIS.port());
        here = RunningGateway.on(RealServices.postgres(), behindTheWire, Map.of());
        there = RunningGateway.on(RealServices.postgres(), behindTheWire, Map.of());
    }

    @AfterAll
    static void stop() {
        List.of(here, there, healthy).forEach(RunningGateway::close);
        TO_REDIS.close();
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

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(List<Double> seconds) {
        return seconds.stream().sorted().toList().get(seconds.size() / 2);
    }

    private static void waitUntil(long start, int seconds) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(seconds + 5))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> secondsSince(start) >= seconds);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void redis_is_cut_for_30_s_and_nobody_misses_anything_for_long() {
        Person anna = here.newUser();
        SyncingClient onTheSame = SyncingClient.of(anna, here);
        SyncingClient onTheOther = SyncingClient.of(anna, there);
        SyncingClient stranger = SyncingClient.of(here.newUser(), there);
        put(here, anna, "before");
        onTheSame.agreesWith(DATABASE);
        onTheOther.agreesWith(DATABASE);
        TO_REDIS.cut();
        long start = System.nanoTime();
        List<Double> secondsHere = new ArrayList<>();
        while (secondsSince(start) < 30) {
            long written = System.nanoTime();
            put(here, anna, "cut-" + secondsHere.size());
            onTheSame.agreesWith(DATABASE);
            secondsHere.add(secondsSince(written));
            onTheOther.agreesWith(DATABASE);
            assertThat(secondsSince(written)).as("seconds on the other").isLessThan(8);
        }
        assertThat(secondsHere).hasSizeGreaterThan(3);
        assertThat(median(secondsHere)).as("seconds on the same gateway").isLessThan(1);
        here.http(anna).get(ITEMS + "/ws/stats").assertProblem(503, "Redis is unavailable");
        here.http().get("/health").assertStatus(200);
        assertThat(here.http()
                        .get("/actuator/health/readiness")
                        .assertStatus(503)
                        .json()
                        .path("components")
                        .path("redis")
                        .path("status")
                        .asString())
                .isEqualTo("DOWN");
        here.http()
                .post("/api/v1/auth/login", Map.of("email", anna.email(), "password", RunningGateway.PASSWORD))
                .assertStatus(200);
        SyncingClient newcomer = SyncingClient.of(anna, there).agreesWith(DATABASE);
        put(there, anna, "unheard-of");
        TO_REDIS.heal();
        long healed = System.nanoTime();
        List<SyncingClient> clients = List.of(onTheSame, onTheOther, newcomer);
        clients.forEach(client -> client.agreesWith(DATABASE));
        Await.that(() -> here.http(anna).get(ITEMS + "/ws/stats").assertStatus(200));
        Await.that(() -> {
            assertThat(here.http(anna)
                            .get(ITEMS + "/ws/stats")
                            .json()
                            .path("total_connections")
                            .asInt())
                    .isEqualTo(3);
            here.http().get("/actuator/health/readiness").assertStatus(200);
        });
        assertThat(secondsSince(healed)).as("seconds until all is well").isLessThan(10);
        List<Double> secondsThere = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long written = System.nanoTime();
            put(there, anna, "healed-" + i);
            onTheSame.agreesWith(DATABASE);
            secondsThere.add(secondsSince(written));
        }
        assertThat(median(secondsThere)).as("seconds, over the bus again").isLessThan(1);
        for (SyncingClient client : clients) {
            client.agreesWith(DATABASE);
            assertThat(client.syncReasons()).isEmpty();
            client.close();
        }
        assertThat(stranger.catchesUp().revisions()).isEmpty();
        stranger.close();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_reader_that_stops_for_30_s_is_cut_off_and_another_one_is_not() {
        Person anna = healthy.newUser();
        SlowReader stopped = slowReader(ITEMS + "/ws", anna);
        SyncingClient good = SyncingClient.of(anna, healthy);
        stopped.reads(0);
        long start = System.nanoTime();
        for (int bulk = 0; bulk < 4; bulk++) {
            putBulk(anna, bulk * 500, 500);
        }
        good.agreesWith(DATABASE);
        long stuck = System.nanoTime();
        waitUntil(start, STALL_SECONDS - 1);
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
        long start = System.nanoTime();
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
        long start = System.nanoTime();
        Await.that(() -> assertThat(lastStep(good)).isEqualTo(steps));
        waitUntil(start, STALL_SECONDS + 3);
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
                .block();
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
