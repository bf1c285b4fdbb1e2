package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.OwnRedis;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.Stopwatch;
import io.bellwire.testsupport.WireProxy;
import io.bellwire.worker.TestWorker.Person;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;

/** With the settings of the field. */
@Execution(CONCURRENT)
@Timeout(240)
class RedisCutTest {

    private static final Duration CUT = Duration.ofSeconds(30);

    /** For connections that are tried every second, and what the test itself does to find out. */
    private static final double RECOVERY_SECONDS = 10;

    @Test
    void redis_cut_off_for_30_s_costs_what_the_contract_says_and_no_more() {
        RealServices.Postgres postgres = RealServices.newDatabase();
        try (OwnRedis redis = OwnRedis.start();
                WireProxy wire = WireProxy.to("127.0.0.1", redis.port());
                TestWorker here = TestWorker.start(TestWorker.on(wire.port(), postgres));
                TestWorker there = TestWorker.start(TestWorker.on(wire.port(), postgres))) {
            Person owner = here.user();
            try (Outage outage = new Outage(here, there, owner)) {
                long start = System.nanoTime();
                wire.cut();
                outage.isAsTheContractSays();
                Awaitility.await()
                        .alias("cut for 30 s")
                        .atMost(CUT.plusSeconds(60))
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> {
                            outage.deviceHere().isSentNothing();
                            outage.deviceThere().isSentNothing();
                            return System.nanoTime() - start >= CUT.toNanos();
                        });
                outage.isAsTheContractSays();
                wire.heal();
                Stopwatch healed = Stopwatch.start();
                outage.isOver();
                assertThat(healed.seconds()).as("until all is well again").isLessThan(RECOVERY_SECONDS);
                FakeDevice again = there.device(owner, outage.deviceHere().sessionId());
                outage.deviceHere().socket().assertClosed(4409, "replaced");
                again.isSentNothing().leaves();
            }
        }
    }
}
