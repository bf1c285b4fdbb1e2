package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Stopwatch;
import io.bellwire.testsupport.WireProxy;
import io.bellwire.worker.TestWorker.Person;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import tools.jackson.databind.JsonNode;

/** One bad neighbour among good ones, with the settings of the field. */
@Execution(CONCURRENT)
@Timeout(240)
class StalledDeviceTest {

    private static final Duration CUT_AFTER = Duration.ofSeconds(30);
    private static final String FILLER = "x".repeat(60_000);

    private static OwnServers servers;
    private static TestWorker worker;

    private final Person owner = worker.user();

    @BeforeAll
    @Timeout(240)
    static void start() {
        servers = new OwnServers();
        worker = servers.worker();
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    private CompletableFuture<Answer> send(FakeDevice device, Object data) {
        return worker.as(owner).postAsync("/send_message", Map.of("session_token", device.sessionId(), "data", data));
    }

    private int statusOf(FakeDevice device) {
        return worker.as(owner)
                .get("/devices/" + device.sessionId() + "/status")
                .status();
    }

    /** The outbox of 1 MiB, what Netty and both kernels hold; and then nothing more is taken. */
    @Test
    void a_device_that_stops_reading_is_sent_a_bounded_amount_and_is_cut_after_30_s() {
        FakeDevice neighbour = worker.device(owner);
        FakeDevice stalled = worker.device(owner);
        stalled.socket().stopReading();
        long start = System.nanoTime();
        List<CompletableFuture<Answer>> sent = IntStream.range(0, 300)
                .mapToObj(i -> send(stalled, Map.of("filler", FILLER)))
                .toList();
        send(neighbour, Map.of("n", 1)).join().assertStatus(200);
        assertThat(neighbour.isSent().path("n").asInt(0)).isEqualTo(1);
        List<Integer> outcomes =
                sent.stream().map(answer -> answer.join().status()).toList();
        assertThat(outcomes).containsOnly(200, 504, 503).contains(503, 504);
        assertThat(outcomes).filteredOn(status -> status == 504).hasSizeLessThanOrEqualTo(20);
        sent.stream()
                .map(CompletableFuture::join)
                .filter(answer -> answer.status() == 503)
                .forEach(answer -> answer.assertProblem(503, "The device does not keep up"));
        Awaitility.await()
                .alias("cut")
                .atMost(CUT_AFTER.plusSeconds(25))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> statusOf(stalled) == 404);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(CUT_AFTER.minusSeconds(1), CUT_AFTER.plusSeconds(25));
        assertThat(worker.connectionOf(stalled.sessionId())).isEmpty();
        neighbour.isSentNothing().leaves();
        stalled.socket().abort();
    }

    /** More than all buffers hold, so that something waits for it longer than for one that does not move. */
    @Test
    void a_device_that_reads_1_KiB_a_second_stays_and_gets_everything_once() {
        FakeDevice neighbour = worker.device(owner);
        try (WireProxy wire = WireProxy.narrow("127.0.0.1", worker.port())) {
            FakeDevice slow = FakeDevice.at(URI.create("ws://127.0.0.1:" + wire.port() + "/ws/devices"))
                    .connects(TestWorker.newId())
                    .signsIn(owner.email(), TestWorker.PASSWORD);
            wire.throttle(1024);
            Stopwatch start = Stopwatch.start();
            List<CompletableFuture<Answer>> sent = IntStream.range(0, 40)
                    .mapToObj(i -> send(slow, Map.of("n", i, "filler", FILLER.substring(0, 20_000))))
                    .toList();
            send(neighbour, Map.of("n", 1)).join().assertStatus(200);
            assertThat(neighbour.isSent().path("n").asInt(0)).isEqualTo(1);
            sent.forEach(answer -> assertThat(answer.join().status()).isIn(200, 504));
            Awaitility.await()
                    .alias("longer than a stalled one stays")
                    .atMost(CUT_AFTER.plusSeconds(30))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        assertThat(statusOf(slow)).isEqualTo(200);
                        return start.seconds() > CUT_AFTER.toSeconds() + 8;
                    });
            wire.heal();
            List<Integer> received = IntStream.range(0, 40)
                    .mapToObj(i -> slow.isSent())
                    .map((JsonNode message) -> message.path("n").asInt(-1))
                    .toList();
            assertThat(received)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 40).boxed().toList());
            slow.isSentNothing().leaves();
        }
        neighbour.isSentNothing().leaves();
    }
}
