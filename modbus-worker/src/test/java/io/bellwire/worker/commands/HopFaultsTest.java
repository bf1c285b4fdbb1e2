package io.bellwire.worker.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.localservices.Ports;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.WireProxy;
import io.bellwire.worker.TestWorker;
import io.bellwire.worker.TestWorker.Person;
import io.bellwire.worker.devices.DeviceHub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The wire between two workers breaks: what the caller is told is true, and no device gets a command twice. */
class HopFaultsTest {

    private static WireProxy wire;
    private static TestWorker here;
    private static TestWorker there;

    private final Person owner = here.user();
    private final Person operator = here.operator();

    @BeforeAll
    @Timeout(240)
    static void start() {
        int port = Ports.free();
        wire = WireProxy.to("127.0.0.1", port);
        here = TestWorker.start("spring.data.redis.database=5");
        there = TestWorker.start(
                "spring.data.redis.database=5",
                "server.port=" + port,
                "bellwire.worker.address=http://127.0.0.1:" + wire.port());
        Await.until(
                "both are known",
                () -> here.redis().opsForZSet().size("ws:workers").block(Await.LIMIT) == 2);
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        wire.close();
    }

    @AfterEach
    void heal() {
        wire.heal();
    }

    private Answer send(FakeDevice device, int n) {
        return here.as(owner)
                .post("/send_message", Map.of("session_token", device.sessionId(), "data", Map.of("n", n)));
    }

    private static void assertSentOnce(FakeDevice device, int n) {
        assertThat(device.isSent().path("n").asInt(0)).isEqualTo(n);
        device.isSentNothing();
    }

    private Duration measured(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void the_lost_answer_of_a_hop_is_an_unknown_outcome_and_the_command_is_not_repeated() {
        FakeDevice device = there.device(owner);
        wire.dropAnswers();
        Duration taken = measured(() -> send(device, 1).assertProblem(504, "whether it acted is not known"));
        assertThat(taken).isBetween(Duration.ofMillis(2900), Duration.ofSeconds(5));
        assertSentOnce(device, 1);
        wire.heal();
        Await.that(() -> send(device, 2).assertStatus(200));
        assertSentOnce(device, 2);
        device.leaves();
    }

    @Test
    void a_kept_connection_that_is_closed_while_idle_harms_no_command() {
        FakeDevice device = there.device(owner);
        send(device, 1).assertStatus(200);
        wire.resetAll();
        Await.until("closed", () -> wire.connections() == 0);
        send(device, 2).assertStatus(200);
        assertThat(device.isSent().path("n").asInt(0)).isEqualTo(1);
        assertSentOnce(device, 2);
        device.leaves();
    }

    @Test
    void a_kept_connection_that_is_reset_while_in_use_is_an_unknown_outcome_for_a_command() {
        FakeDevice device = there.device(owner);
        send(device, 1).assertStatus(200);
        wire.resetAfter(1);
        send(device, 2).assertProblem(504, "whether it acted is not known");
        assertThat(device.isSent().path("n").asInt(0)).isEqualTo(1);
        assertSentOnce(device, 2);
        device.leaves();
    }

    @Test
    void a_kept_connection_that_is_reset_while_in_use_is_no_matter_for_a_question() {
        FakeDevice device = there.device(owner);
        String status = "/devices/" + device.sessionId() + "/status";
        here.as(owner).get(status).assertStatus(200);
        wire.resetAfter(1);
        here.as(owner).get(status).assertStatus(200);
        device.leaves();
    }

    @Test
    void an_owner_that_is_too_slow_is_an_unknown_outcome_after_3_s() {
        FakeDevice device = there.device(owner);
        wire.delay(Duration.ofSeconds(2));
        Duration taken = measured(() -> send(device, 1).assertProblem(504, "whether it acted is not known"));
        assertThat(taken).isBetween(Duration.ofMillis(2900), Duration.ofSeconds(5));
        assertSentOnce(device, 1);
        device.leaves();
    }

    @Test
    void an_answer_that_comes_byte_by_byte_is_an_answer() {
        FakeDevice device = there.device(owner);
        wire.slice(1);
        send(device, 1).assertStatus(200);
        assertSentOnce(device, 1);
        device.leaves();
    }

    @Test
    void a_device_that_does_not_take_a_command_in_2_s_is_an_unknown_outcome_by_hop_too() {
        FakeDevice device = stalled(there);
        Duration taken =
                measured(() -> send(device, 1).assertProblem(504, "The device did not take the message in 2 seconds"));
        assertThat(taken).isBetween(Duration.ofMillis(1900), Duration.ofSeconds(4));
        device.socket().abort();
    }

    /** Nothing more can be written to it. */
    private FakeDevice stalled(TestWorker worker) {
        FakeDevice device = worker.device(owner);
        device.socket().stopReading();
        String filler = "x".repeat(60_000);
        Await.until("its socket is full", () -> {
            List<CompletableFuture<Answer>> fillers = IntStream.range(0, 16)
                    .mapToObj(i -> worker.as(owner)
                            .postAsync(
                                    "/send_message",
                                    Map.of("session_token", device.sessionId(), "data", Map.of("filler", filler))))
                    .toList();
            return fillers.stream().anyMatch(answer -> answer.join().status() != 200);
        });
        return device;
    }

    @Test
    void a_broadcast_counts_a_device_that_takes_nothing_as_failed_and_all_others_as_sent() {
        List<FakeDevice> devices = Stream.concat(
                        IntStream.range(0, 5).mapToObj(i -> here.device(owner)),
                        IntStream.range(0, 5).mapToObj(i -> there.device(owner)))
                .toList();
        FakeDevice stalled = stalled(there);
        Await.until(
                "no others",
                () -> here.bean(DeviceHub.class).count() == 5
                        && there.bean(DeviceHub.class).count() == 6);
        Duration taken = measured(() -> {
            JsonNode answer = broadcast();
            assertThat(answer.path("total_devices").asInt(0)).isEqualTo(11);
            assertThat(answer.path("sent_successfully").asInt(0)).isEqualTo(10);
            assertThat(answer.path("failed").asInt(0)).isEqualTo(1);
            assertThat(answer.has("partial")).isFalse();
        });
        assertThat(taken).isBetween(Duration.ofMillis(1900), Duration.ofSeconds(4));
        stalled.socket().abort();

        wire.hold();
        JsonNode partial = broadcast();
        assertThat(partial.path("partial").asBoolean(false)).isTrue();
        assertThat(partial.path("total_devices").asInt(0)).isEqualTo(5);
        assertThat(partial.path("sent_successfully").asInt(0)).isEqualTo(5);
        wire.heal();
        for (FakeDevice device : devices.subList(0, 5)) {
            device.isSent();
            device.isSent();
            device.isSentNothing();
        }
        devices.forEach(FakeDevice::leaves);
    }

    private JsonNode broadcast() {
        return here.as(operator)
                .post("/broadcast_modbus_command")
                .assertStatus(200)
                .json();
    }
}
