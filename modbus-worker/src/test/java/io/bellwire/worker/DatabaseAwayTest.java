package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.OwnPostgres;
import io.bellwire.testsupport.OwnRedis;
import io.bellwire.testsupport.RawWebSocket;
import io.bellwire.testsupport.Stopwatch;
import io.bellwire.testsupport.WireProxy;
import io.bellwire.worker.TestWorker.Person;
import io.bellwire.worker.devices.DeviceHub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Two workers whose database is killed, or falls silent. */
class DatabaseAwayTest {

    /** The gateway's patience, twice: the machine may stand still for a while. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration LIFETIME = Duration.ofSeconds(20);

    private static OwnRedis redis;
    private static OwnPostgres postgres;
    private static WireProxy wire;
    private static TestWorker here;
    private static TestWorker there;

    private Person owner;
    private Person operator;
    private FakeDevice deviceHere;
    private FakeDevice deviceThere;

    @BeforeAll
    @Timeout(240)
    static void start() {
        redis = OwnRedis.start();
        postgres = OwnPostgres.start();
        wire = WireProxy.to("127.0.0.1", postgres.port());
        String[] servers = TestWorker.on(
                redis.port(),
                postgres.databaseAt(wire.port()),
                "bellwire.sessions.lifetime=" + LIFETIME.toSeconds() + "s",
                "bellwire.sessions.renewal-interval=1s",
                "bellwire.database.max-lease-time=6s");
        here = TestWorker.start(servers);
        there = TestWorker.start(servers);
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        wire.close();
        postgres.close();
        redis.close();
    }

    @AfterEach
    void heal() {
        wire.heal();
    }

    @BeforeEach
    void connect() {
        owner = here.user();
        operator = here.operator();
        // as devices do, which come back after a 1013: an attempt to connect may have begun in the test before
        Await.that(() -> deviceHere = here.device(owner));
        Await.that(() -> deviceThere = there.device(owner));
        Await.until(
                "nobody else is left",
                () -> here.bean(DeviceHub.class).count() == 1
                        && there.bean(DeviceHub.class).count() == 1);
    }

    @Test
    void postgresql_killed_and_started_again_is_noticed_by_newcomers_only() {
        postgres.kill();
        isAsTheContractSays();
        postgres.restart();
        isOver();
    }

    @Test
    void a_silent_postgresql_holds_up_newcomers_only() {
        wire.hold();
        isAsTheContractSays();
        wire.heal();
        isOver();
    }

    @Test
    void a_postgresql_that_takes_2_s_for_each_answer_delays_newcomers_only() {
        deviceThere.leaves();
        wire.delay(Duration.ofSeconds(1));
        long start = System.nanoTime();
        FakeDevice again = here.device(owner, deviceThere.sessionId());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(4));
        double fastest = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            Stopwatch sent = Stopwatch.start();
            Outage.send(there, owner, again.sessionId()).assertStatus(200);
            fastest = Math.min(fastest, sent.seconds());
            assertThat(again.isSent().path("n").asInt(0)).isEqualTo(1);
        }
        assertThat(fastest).as("seconds").isLessThan(2);
        again.isSentNothing().leaves();
        deviceHere.isSentNothing().leaves();
    }

    @Test
    void devices_that_hang_up_while_they_sign_in_leave_nothing_behind() {
        wire.delay(Duration.ofMillis(10));
        List<String> ids =
                IntStream.range(0, 60).mapToObj(i -> TestWorker.newId()).toList();
        for (int i = 0; i < ids.size(); i++) {
            RawWebSocket hasty = RawWebSocket.connect(here.socket(ids.get(i)));
            hasty.sendText("{\"email\": \"%s\", \"password\": \"%s\"}".formatted(owner.email(), TestWorker.PASSWORD));
            // what is wanted is no condition but every moment of a sign-in, whatever it is doing then
            LockSupport.parkNanos(i * 5_000_000L);
            hasty.reset();
        }
        wire.heal();
        Await.until(
                "no transaction is open",
                () -> here.sqlNumber("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")
                        == 0);
        Awaitility.await()
                .alias("all have left, before their entries would lapse")
                .atMost(LIFETIME.minusSeconds(2))
                .until(() -> here.bean(DeviceHub.class).count() == 1
                        && ids.stream().allMatch(id -> here.connectionOf(id).isEmpty()));
        List<FakeDevice> devices = ids.stream().map(here::stranger).toList();
        devices.forEach(device -> device.sendsCredentials(owner.email(), TestWorker.PASSWORD));
        assertThat(devices)
                .allSatisfy(device ->
                        assertThat(device.isSent().path("status").asString("")).isEqualTo("authenticated"));
        devices.forEach(FakeDevice::leaves);
        deviceHere.leaves();
        deviceThere.leaves();
    }

    private void isAsTheContractSays() {
        long start = System.nanoTime();
        FakeDevice stranger = here.stranger(TestWorker.newId()).sendsCredentials(owner.email(), TestWorker.PASSWORD);
        FakeDevice again = here.stranger(deviceThere.sessionId()).sendsCredentials(owner.email(), TestWorker.PASSWORD);
        CompletableFuture<Answer> list = here.as(owner).getAsync("/devices/connected");
        try (Overheard heard = Overheard.of(there, owner)) {
            for (FakeDevice device : List.of(deviceHere, deviceThere)) {
                Outage.send(here, owner, device.sessionId()).assertStatus(200);
                assertThat(device.isSent().path("n").asInt(0)).isEqualTo(1);
                device.reports(Map.of("n", 2));
                assertThat(heard.next("device_data").path("device_id").asString(""))
                        .isEqualTo(device.sessionId());
                here.as(owner).get("/devices/" + device.sessionId() + "/status").assertStatus(200);
            }
        }
        JsonNode broadcast = here.as(operator)
                .post("/broadcast_modbus_command")
                .assertStatus(200)
                .json();
        assertThat(broadcast.path("total_devices").asInt(0)).isEqualTo(2);
        assertThat(broadcast.path("sent_successfully").asInt(0)).isEqualTo(2);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
        list.join().assertProblem(503, "The database is unavailable");
        stranger.socket().assertClosed(1013, "Try again later");
        again.socket().assertClosed(1013, "Try again later");
        Await.that(() -> Outage.assertReadiness(here, "UP", "DOWN"));
        here.http().get("/health").assertStatus(200);
        Await.until("renewed meanwhile", () -> List.of(deviceHere, deviceThere).stream()
                .allMatch(device -> here.redis()
                                .getExpire("ws:session:" + device.sessionId())
                                .block(Await.LIMIT)
                                .compareTo(LIFETIME.minusSeconds(2))
                        > 0));
    }

    private void isOver() {
        Await.that(() -> {
            here.http().get("/actuator/health/readiness").assertStatus(200);
            here.as(owner).get("/devices/connected").assertStatus(200);
        });
        deviceHere.isSent();
        deviceThere.isSent();
        Await.until("a newcomer is let in", () -> {
            FakeDevice newcomer =
                    here.stranger(TestWorker.newId()).sendsCredentials(owner.email(), TestWorker.PASSWORD);
            try (newcomer) {
                return newcomer.socket().nextText().contains("authenticated");
            } catch (AssertionError notYet) {
                return false;
            }
        });
        deviceHere.isSentNothing().leaves();
        deviceThere.isSentNothing().leaves();
    }
}
