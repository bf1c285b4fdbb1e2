package io.bellwire.gateway.deviceevents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.deviceapi.DeviceTopics;
import io.bellwire.gateway.FakeWorker;
import io.bellwire.gateway.RawRedis;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.gateway.RunningWorker;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.OwnRedis;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.TestSocket;
import io.bellwire.testsupport.WireProxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

/** What subscribers are told when entries of connected devices vanish from Redis, beside a real worker. */
class EntriesInRedisTest {

    private static final String REDIS_AND_WORKER = "their own Redis, and the wire to the worker";
    private static final String NOON = "2024-01-15T12:00:00.000+00:00";
    private static final double GRACE_SECONDS = 5;

    private static OwnRedis redis;
    private static RunningWorker worker;
    private static WireProxy toWorker;
    private static RunningGateway near;
    private static RunningGateway far;
    private static FakeWorker told;
    private static RunningGateway refused;

    private final Person anna = near.newUser();

    @BeforeAll
    @Timeout(200)
    static void start() {
        redis = OwnRedis.start();
        RealServices.Redis own = new RealServices.Redis("127.0.0.1", redis.port());
        worker = RunningWorker.on(own);
        toWorker = WireProxy.to("127.0.0.1", URI.create(worker.url()).getPort());
        near = gateway(own, worker.url());
        far = gateway(own, "http://127.0.0.1:" + toWorker.port());
        told = new FakeWorker();
        told.answers("/devices/connected", 503, "{\"detail\":\"Redis has lost its directory of devices\"}");
        refused = gateway(RealServices.redis(), told.url());
    }

    private static RunningGateway gateway(RealServices.Redis redis, String worker) {
        return RunningGateway.on(
                RealServices.postgres(),
                redis,
                Map.of("bellwire.worker.url", worker, "bellwire.device-events.poll-interval", "200ms"));
    }

    @AfterAll
    static void stop() {
        refused.close();
        told.close();
        far.close();
        near.close();
        toWorker.close();
        worker.close();
        redis.close();
    }

    private FakeDevice device() {
        return FakeDevice.at(worker.devices())
                .connects("cerbo-" + anna.id())
                .signsIn(anna.email(), RunningGateway.PASSWORD);
    }

    private TestSocket watches(RunningGateway gateway) {
        TestSocket events = TestSocket.connect(gateway.webSocket("/ws/events?token=" + anna.token()));
        events.nextOfType("devices");
        return events;
    }

    /** A heartbeat or a list may have come between, whose devices are all connected. */
    private static void saysNext(FakeDevice device, int n, List<TestSocket> everyone) {
        device.reports(Map.of("n", n));
        for (TestSocket events : everyone) {
            JsonNode message = events.next();
            while (Set.of("devices", "heartbeat").contains(message.path("type").asString())) {
                assertThat(message.path("devices"))
                        .allMatch(each -> each.path("connected").asBoolean());
                message = events.next();
            }
            assertThat(message.path("data").path("n").asInt(0))
                    .as("%s", message)
                    .isEqualTo(n);
        }
    }

    private static String redis(Object... command) {
        return RawRedis.command("127.0.0.1", redis.port(), command);
    }

    private static void entryIsBack(FakeDevice device) {
        Await.until("its worker enters it again", () -> redis("EXISTS", "ws:session:" + device.sessionId())
                .equals(":1"));
    }

    private static void waitSeconds(double seconds) {
        long start = System.nanoTime();
        Awaitility.await().pollInterval(Duration.ofMillis(100)).until(() -> secondsSince(start) > seconds);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(REDIS_AND_WORKER)
    void a_flush_of_redis_disconnects_no_device_whether_a_worker_answers_or_none() {
        FakeDevice device = device();
        List<TestSocket> everyone = List.of(watches(near), watches(far));
        toWorker.cut();
        redis("FLUSHALL");
        entryIsBack(device);
        waitSeconds(GRACE_SECONDS + 2);
        saysNext(device, 1, everyone);
        toWorker.heal();
        everyone.forEach(TestSocket::close);
        device.leaves();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(REDIS_AND_WORKER)
    void a_redis_that_was_away_and_comes_back_empty_disconnects_no_device() {
        FakeDevice device = device();
        List<TestSocket> everyone = List.of(watches(near), watches(far));
        toWorker.cut();
        redis.kill();
        redis.restart();
        entryIsBack(device);
        waitSeconds(GRACE_SECONDS + 2);
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> {
            device.reports(Map.of("n", 0));
            return everyone.stream().allMatch(EntriesInRedisTest::hears);
        });
        toWorker.heal();
        everyone.forEach(TestSocket::close);
        device.leaves();
    }

    private static boolean hears(TestSocket events) {
        assertThat(events.received().toString()).doesNotContain("device_disconnected");
        return events.received().toString().contains("device_data");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(REDIS_AND_WORKER)
    void without_a_worker_to_ask_a_device_is_gone_whose_entry_is_missing_for_longer_than_a_flush_takes() {
        TestSocket events = watches(far);
        toWorker.cut();
        long start = System.nanoTime();
        publish("{\"type\":\"device_connected\",\"device_id\":\"ghost\",\"connection_id\":\"c1\","
                + "\"timestamp\":\"2024-01-15T12:00:00.000+00:00\"}");
        events.next("device_connected");
        assertThat(events.next("device_disconnected").path("connection_id").asString())
                .isEqualTo("c1");
        assertThat(secondsSince(start)).as("seconds").isGreaterThan(GRACE_SECONDS);
        toWorker.heal();
        events.close();
    }

    private void publish(String event) {
        near.bean(Bus.class)
                .publish(DeviceTopics.of(anna.account().id()), event.getBytes(StandardCharsets.UTF_8))
                .block(Await.LIMIT);
    }

    /** As a worker does that has accepted a device at noon. */
    private static String entered(String device, String connection, long lifetimeMillis) {
        sharedRedis("HSET", "ws:connection:" + connection, "connected_at", NOON);
        sharedRedis("PEXPIRE", "ws:connection:" + connection, lifetimeMillis);
        sharedRedis("SET", "ws:session:" + device, connection, "PX", lifetimeMillis);
        return "{\"device_id\":\"%s\",\"connected\":true,\"connected_at\":\"%s\",\"last_data\":null,\"last_data_at\":null}"
                .formatted(device, NOON);
    }

    private static String sharedRedis(Object... command) {
        RealServices.Redis shared = RealServices.redis();
        return RawRedis.command(shared.host(), shared.port(), command);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void of_listed_devices_only_those_are_disconnected_whose_entries_run_out_and_by_the_connection_there() {
        long start = System.nanoTime();
        String runsOut = entered("runs-out-" + anna.id(), "c1-" + anna.id(), 4_000);
        String renewed = entered("is-renewed-" + anna.id(), "c2-" + anna.id(), 9_000);
        String removed = entered("is-removed-" + anna.id(), "c3-" + anna.id(), 9_000);
        told.answers("/devices?", "{\"devices\":[" + runsOut + "," + renewed + "," + removed + "]}");
        TestSocket events = watches(refused);
        sharedRedis("PEXPIRE", "ws:session:is-renewed-" + anna.id(), 60_000);
        sharedRedis("DEL", "ws:session:is-removed-" + anna.id());
        JsonNode event = events.next("device_disconnected");
        assertThat(secondsSince(start)).as("seconds").isGreaterThan(3.5);
        assertThat(event.path("device_id").asString()).isEqualTo("runs-out-" + anna.id());
        assertThat(event.path("connection_id").asString()).isEqualTo("c1-" + anna.id());
        waitSeconds(GRACE_SECONDS + 1);
        assertThat(events.waiting())
                .as("a worker says that others are just being entered")
                .isZero();
        events.close();
    }
}
