package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.simulator.FleetOptions;
import io.bellwire.simulator.SimulatedDevice;
import io.bellwire.simulator.SimulatedFleet;
import io.bellwire.testsupport.Await;
import io.bellwire.worker.TestWorker.Person;
import io.bellwire.worker.devices.DeviceHub;
import io.bellwire.worker.sessions.ThisWorker;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A new release: one worker after the other is replaced, behind a balancer. */
@Timeout(240)
class RollingRestartTest {

    private static final String REDIS = "spring.data.redis.database=7";
    private static final int DEVICES = 60;

    /** A device that was told of a restart comes back within half a second, and backs off where that fails. */
    private static final Duration COME_BACK = Duration.ofSeconds(60);

    @Test
    void a_rolling_restart_loses_no_device_and_leaves_no_ghost() {
        TestWorker first = TestWorker.start(REDIS);
        TestWorker second = TestWorker.start(REDIS);
        Person owner = first.user();
        try (Balancer balancer = Balancer.to(first.port(), second.port());
                SimulatedFleet fleet = SimulatedFleet.start(FleetOptions.of(
                                URI.create("ws://127.0.0.1:" + balancer.port()), owner.email(), TestWorker.PASSWORD)
                        .withDevices(DEVICES)
                        .withConnectsPerSecond(1_000)
                        .withSessionPrefix(TestWorker.newId() + "-")
                        .withInterval(Duration.ofMillis(500)))) {
            allAreIn(fleet, first, second);
            first.close();
            allAreIn(fleet, second);
            TestWorker third = TestWorker.start(REDIS);
            balancer.now(second.port(), third.port());
            second.close();
            allAreIn(fleet, third);
            TestWorker fourth = TestWorker.start(REDIS);
            balancer.now(third.port(), fourth.port());

            Set<String> all = new TreeSet<>(
                    fleet.devices().stream().map(SimulatedDevice::sessionId).toList());
            for (TestWorker worker : List.of(third, fourth)) {
                assertThat(worker.as(owner)
                                .get("/devices/connected")
                                .json()
                                .path("connected_devices")
                                .values())
                        .extracting(id -> id.asString(""))
                        .containsExactlyElementsOf(all);
                all.forEach(id -> worker.as(owner)
                        .post("/send_message", Map.of("session_token", id, "data", Map.of("command", "status")))
                        .assertStatus(200));
            }
            assertThat(third.redis()
                            .keys("ws:connection:*")
                            .flatMap(key -> third.redis().opsForHash().get(key, "worker_id"))
                            .collectList()
                            .block(Await.LIMIT))
                    .hasSize(DEVICES)
                    .containsOnly(third.bean(ThisWorker.class).id());
            assertThat(third.redis().opsForZSet().size("ws:workers").block(Await.LIMIT))
                    .isEqualTo(2);
            assertThat(fleet.ended().toFuture()).isNotDone();
            fleet.close();
            Await.until(
                    "all have left",
                    () -> third.as(owner)
                                    .get("/devices/connected")
                                    .json()
                                    .path("count")
                                    .asInt(-1)
                            == 0);
            third.close();
            fourth.close();
        }
    }

    private static void allAreIn(SimulatedFleet fleet, TestWorker... workers) {
        Awaitility.await()
                .atMost(COME_BACK)
                .until(() -> fleet.connected() == DEVICES
                        && Stream.of(workers)
                                        .mapToInt(worker ->
                                                worker.bean(DeviceHub.class).count())
                                        .sum()
                                == DEVICES);
    }
}
