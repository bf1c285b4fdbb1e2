package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.bus.Bus;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.OwnRedis;
import io.bellwire.testsupport.WireProxy;
import io.bellwire.worker.TestWorker.Person;
import io.bellwire.worker.sessions.ThisWorker;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two workers on a Redis that is broken on purpose; one of them reaches it over a wire that can be broken alone. */
class RedisFaultsTest {

    private static OwnRedis redis;
    private static WireProxy wire;
    private static TestWorker here;
    private static TestWorker there;

    private final Person owner = here.user();
    private final Outage outage = new Outage(here, there, owner);

    @BeforeAll
    @Timeout(240)
    static void start() {
        redis = OwnRedis.start();
        wire = WireProxy.to("127.0.0.1", redis.port());
        here = worker(wire.port());
        there = worker(redis.port());
    }

    private static TestWorker worker(int redisPort) {
        return TestWorker.start("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + redisPort);
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        wire.close();
        redis.close();
    }

    @AfterEach
    void heal() {
        outage.close();
    }

    private static void redisCli(String command) {
        try (Socket socket = new Socket("127.0.0.1", redis.port())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat((char) socket.getInputStream().read()).isNotEqualTo('-');
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void redis_killed_and_started_again_empty_is_filled_by_the_workers() {
        redis.kill();
        outage.isAsTheContractSays();
        redis.restart();
        outage.isOver();
        assertThat(here.redisHash("ws:connection:"
                        + here.connectionOf(outage.deviceHere().sessionId()).orElseThrow()))
                .containsEntry(
                        "generation", here.generationOf(outage.deviceHere().sessionId()));
    }

    @Test
    void after_flushall_the_directory_is_rebuilt_within_seconds() {
        String connection = there.connectionOf(outage.deviceHere().sessionId()).orElseThrow();
        redisCli("FLUSHALL");
        Await.until(
                "both are back",
                () -> there.connectionOf(outage.deviceHere().sessionId())
                                .filter(connection::equals)
                                .isPresent()
                        && there.connectionOf(outage.deviceThere().sessionId()).isPresent()
                        && there.redis().opsForZSet().size("ws:workers").block(Await.LIMIT) == 2);
        outage.isOver();
    }

    /** A worker that looks at once finds nobody in the directory: that is no reason to say that nobody is connected. */
    @Test
    void right_after_flushall_what_is_not_found_is_503_and_never_404() {
        for (int round = 0; round < 5; round++) {
            redisCli("FLUSHALL");
            Await.until("the command is sent", () -> {
                Answer answer = Outage.send(here, owner, outage.deviceThere().sessionId());
                assertThat(answer.status()).as("%s", answer).isIn(200, 503);
                return answer.status() == 200;
            });
        }
        Person operator = here.operator();
        redisCli("FLUSHALL");
        assertThat(here.as(owner).get("/devices/connected").status()).isEqualTo(503);
        assertThat(here.as(operator).post("/broadcast_modbus_command").status()).isEqualTo(503);
        Await.that(() -> assertThat(here.as(owner)
                        .get("/devices/connected")
                        .assertStatus(200)
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(2));
    }

    @Test
    void after_flushall_the_higher_generation_owns_the_session_whoever_comes_first() {
        FakeDevice old = here.device(owner);
        wire.hold();
        FakeDevice again = there.device(owner, old.sessionId());
        String connection = there.connectionOf(old.sessionId()).orElseThrow();
        old.isSentNothing();
        redisCli("FLUSHALL");
        wire.heal();
        old.socket().assertClosed(4409, "replaced");
        Await.until("the second one is known again", () -> there.connectionOf(old.sessionId())
                .filter(connection::equals)
                .isPresent());
        assertThat(there.redisHash("ws:connection:" + connection))
                .containsEntry("generation", there.generationOf(old.sessionId()));
        Await.that(() -> Outage.send(here, owner, old.sessionId()).assertStatus(200));
        assertThat(again.isSent().path("n").asInt(0)).isEqualTo(1);
        again.leaves();
    }

    @Test
    void a_silent_redis_holds_up_nobody_for_longer_than_its_time_limits() {
        wire.hold();
        outage.isAsTheContractSaysOf(here);
        wire.heal();
        outage.isOver();
    }

    @Test
    void a_killed_subscription_is_renewed_and_what_it_missed_is_made_up_for() {
        FakeDevice old = here.device(owner);
        redisCli("CLIENT KILL TYPE pubsub");
        FakeDevice again = there.device(owner, old.sessionId());
        old.socket().assertClosed(4409, "replaced");
        Await.until("heard again", () -> {
            again.reports(Map.of("n", "after"));
            return outage.heardThere("after");
        });
        again.isSentNothing().leaves();
    }

    @Test
    void notices_that_come_twice_too_late_or_garbled_do_no_harm() {
        FakeDevice old = here.device(owner);
        String oldConnection = here.connectionOf(old.sessionId()).orElseThrow();
        FakeDevice again = here.device(owner, old.sessionId());
        old.socket().assertClosed(4409, "replaced");
        String notice = "{\"session_id\": \"%s\", \"connection_id\": \"%s\", \"why\": \"REPLACED\"}"
                .formatted(old.sessionId(), oldConnection);
        for (String message :
                new String[] {notice, notice, "{}", "null", "not json", notice.replace("REPLACED", "?")}) {
            there.bean(Bus.class)
                    .publish("worker:" + here.bean(ThisWorker.class).id(), message.getBytes(StandardCharsets.UTF_8))
                    .block(Duration.ofSeconds(2));
        }
        FakeDevice sentinel = here.device(owner);
        there.device(owner, sentinel.sessionId());
        sentinel.socket().assertClosed(4409, "replaced");
        again.isSentNothing().leaves();
    }
}
