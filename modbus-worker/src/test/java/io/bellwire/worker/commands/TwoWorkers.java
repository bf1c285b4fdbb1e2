package io.bellwire.worker.commands;

import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.worker.TestWorker;
import io.bellwire.worker.TestWorker.Person;
import io.bellwire.worker.devices.DeviceHub;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Two instances on one PostgreSQL and one Redis, of which nobody else knows. */
abstract class TwoWorkers {

    /** A test may change the directory: nobody renews what is in it meanwhile. */
    private static final String[] SETTINGS = {
        "spring.data.redis.database=3", "bellwire.sessions.lifetime=30m", "bellwire.sessions.renewal-interval=10m"
    };

    static TestWorker here;
    static TestWorker there;

    final Person owner = here.user();

    @BeforeAll
    static void start() {
        here = TestWorker.start(SETTINGS);
        there = TestWorker.start(SETTINGS);
        Await.until(
                "both are known",
                () -> here.redis().opsForZSet().size("ws:workers").block(Await.LIMIT) == 2);
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
    }

    static Answer send(TestWorker worker, Person caller, String device) {
        return worker.as(caller).post("/send_message", Map.of("session_token", device, "data", Map.of("n", 1)));
    }

    void hasNoOtherDevices(int count) {
        Await.until(
                "only " + count,
                () -> here.bean(DeviceHub.class).count()
                                + there.bean(DeviceHub.class).count()
                        == count);
    }

    static void knownAs(String workerId, String address) {
        here.redis().opsForValue().set("ws:worker:" + workerId, address).block(Await.LIMIT);
        here.redis()
                .opsForZSet()
                .add("ws:workers", workerId, System.currentTimeMillis() + 60_000)
                .block(Await.LIMIT);
    }

    static void forget(String workerId) {
        here.redis().delete("ws:worker:" + workerId).block(Await.LIMIT);
        here.redis().opsForZSet().remove("ws:workers", workerId).block(Await.LIMIT);
    }
}
