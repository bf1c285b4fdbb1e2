package io.bellwire.gateway.faults;

import static io.bellwire.gateway.items.Samples.alarm;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.deviceapi.DeviceTopics;
import io.bellwire.gateway.Database;
import io.bellwire.gateway.FakeWorker;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.gateway.SyncingClient;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.OwnRedis;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.Stopwatch;
import io.bellwire.testsupport.TestSocket;
import io.bellwire.testsupport.WireProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Redis is cut off, killed or silent between two gateways with every setting as in production. */
abstract class RedisAway {

    private static final String ITEMS = "/api/alarms-timers";

    private static final Database DATABASE = new Database(RealServices.postgres());
    private static final OwnRedis MORTAL = OwnRedis.start();
    private static final WireProxy WIRE = WireProxy.to("127.0.0.1", MORTAL.port());

    private static final WireProxy CUT =
            WireProxy.to(RealServices.redis().host(), RealServices.redis().port());

    private static FakeWorker worker;
    private static Pair onCut;
    private static Pair onWire;

    private record Pair(RunningGateway here, RunningGateway there) {

        static Pair on(int redisPort) {
            RealServices.Redis redis = new RealServices.Redis("127.0.0.1", redisPort);
            Map<String, Object> settings = Map.of("bellwire.worker.url", worker.url());
            return new Pair(
                    RunningGateway.on(RealServices.postgres(), redis, settings),
                    RunningGateway.on(RealServices.postgres(), redis, settings));
        }

        void close() {
            here.close();
            there.close();
        }
    }

    static void start() {
        worker = FakeWorker.withoutDevices();
        RealServices.Redis cut = new RealServices.Redis("127.0.0.1", CUT.port());
        onCut = new Pair(RunningGateway.on(RealServices.postgres(), cut, Map.of()), RunningGateway.shared());
        onWire = Pair.on(WIRE.port());
    }

    static void stop() {
        onCut.here().close();
        onWire.close();
        MORTAL.close();
        CUT.close();
        WIRE.close();
        worker.close();
    }

    private static void put(RunningGateway gateway, Person person, String id) {
        gateway.http(person).post(ITEMS, alarm(id)).assertStatus(200);
    }

    /** Writes, their delivery, sign-in and new sockets go on; stats do not; each in bounded time. */
    private static void goesOnWithout(Pair pair, Person anna, SyncingClient here, SyncingClient there) {
        double fastestWrite = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            Stopwatch written = Stopwatch.start();
            put(pair.here(), anna, "away-" + i);
            here.agreesWith(DATABASE);
            fastestWrite = Math.min(fastestWrite, written.seconds());
            there.agreesWith(DATABASE);
        }
        assertThat(fastestWrite)
                .as("seconds for a write, a command to Redis has 2")
                .isLessThan(1.5);
        Stopwatch asked = Stopwatch.start();
        pair.here().http(anna).get(ITEMS + "/ws/stats").assertProblem(503, "Redis is unavailable");
        Map<String, String> credentials = Map.of("email", anna.email(), "password", RunningGateway.PASSWORD);
        pair.here().http().post("/api/v1/auth/login", credentials).assertStatus(200);
        SyncingClient.of(anna, pair.there()).agreesWith(DATABASE).close();
        Readiness.isMissing("redis", pair.here());
        assertThat(asked.seconds()).as("seconds for all of that").isLessThan(20);
    }

    private static void isWellAgain(Pair pair, Person anna, List<SyncingClient> clients) {
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            pair.here().http().get("/actuator/health/readiness").assertStatus(200);
            assertThat(pair.there()
                            .http(anna)
                            .get(ITEMS + "/ws/stats")
                            .assertStatus(200)
                            .json()
                            .path("total_connections")
                            .asInt())
                    .isEqualTo(clients.size());
        });
        Await.that(() -> {
            Stopwatch written = Stopwatch.start();
            put(pair.here(), anna, "well-again");
            clients.forEach(client -> client.agreesWith(DATABASE));
            assertThat(written.seconds()).as("seconds, over the bus again").isLessThan(1);
        });
        for (SyncingClient client : clients) {
            assertThat(client.syncReasons()).isEmpty();
            client.close();
        }
    }

    private static TestSocket subscribes(Pair pair, Person anna) {
        TestSocket events = TestSocket.connect(pair.there().webSocket("/ws/events?token=" + anna.token()));
        events.nextOfType("devices");
        return events;
    }

    /** First the state of all devices, since something may have been missed, then what they say. */
    private static void telemetryResumes(Pair pair, Person anna, TestSocket events) {
        events.nextOfType("devices");
        byte[] event = ("{\"type\":\"device_data\",\"device_id\":\"cerbo\",\"data\":{},"
                        + "\"timestamp\":\"2024-01-15T12:00:00.000+00:00\"}")
                .getBytes(StandardCharsets.UTF_8);
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> {
            pair.here()
                    .bean(Bus.class)
                    .publish(DeviceTopics.of(anna.account().id()), event)
                    .onErrorComplete()
                    .block(Await.LIMIT);
            return events.received().toString().contains("device_data");
        });
        events.nextOfType("device_data");
        events.close();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void redis_is_cut_for_30_s_and_nobody_misses_anything_for_long() {
        Person anna = onCut.here().newUser();
        SyncingClient here = SyncingClient.of(anna, onCut.here());
        SyncingClient there = SyncingClient.of(anna, onCut.there());
        SyncingClient stranger = SyncingClient.of(onCut.here().newUser(), onCut.there());
        CUT.cut();
        Stopwatch start = Stopwatch.start();
        goesOnWithout(onCut, anna, here, there);
        List<Double> secondsHere = new ArrayList<>();
        List<Double> secondsThere = new ArrayList<>();
        while (start.seconds() < 30) {
            Stopwatch written = Stopwatch.start();
            put(onCut.here(), anna, "cut-" + secondsHere.size());
            here.agreesWith(DATABASE);
            secondsHere.add(written.seconds());
            there.agreesWith(DATABASE);
            secondsThere.add(written.seconds());
        }
        assertThat(Collections.min(secondsHere)).as("seconds on the same").isLessThan(1);
        assertThat(Collections.min(secondsThere)).as("seconds on the other").isLessThan(8);
        CUT.heal();
        isWellAgain(onCut, anna, List.of(here, there));
        assertThat(stranger.catchesUp().revisions()).isEmpty();
        stranger.close();
    }

    /** From the moment at which it goes away until it is back, with two clients and a subscriber to telemetry. */
    private static void outage(Runnable begins, Runnable ends) {
        Person anna = onWire.here().newUser();
        SyncingClient here = SyncingClient.of(anna, onWire.here());
        SyncingClient there = SyncingClient.of(anna, onWire.there());
        TestSocket events = subscribes(onWire, anna);
        begins.run();
        goesOnWithout(onWire, anna, here, there);
        ends.run();
        telemetryResumes(onWire, anna, events);
        isWellAgain(onWire, anna, List.of(here, there));
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void redis_is_killed_and_comes_back_empty() {
        outage(MORTAL::kill, MORTAL::restart);
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void redis_is_half_open_and_nobody_waits_for_it() {
        outage(RedisAway::fallSilent, WIRE::heal);
    }

    /** Nothing passes; what was open then is silent for good, as behind a firewall that forgot it. */
    private static void fallSilent() {
        WIRE.hold();
        WIRE.strand();
    }
}
