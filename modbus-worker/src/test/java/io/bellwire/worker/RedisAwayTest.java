package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.localservices.Ports;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.RealServices;
import io.bellwire.worker.TestWorker.Person;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RedisAwayTest {

    private final TestWorker impatient = TestWorker.impatient();

    @Test
    void a_worker_that_never_reached_redis_says_so_and_turns_devices_away_until_later() {
        try (TestWorker worker = TestWorker.start("spring.data.redis.port=" + Ports.free())) {
            Person owner = worker.user();
            FakeDevice device = worker.stranger(TestWorker.newId());
            device.sendsCredentials(owner.email(), TestWorker.PASSWORD);
            device.socket().assertClosed(1013, "Try again later");

            Map<String, Object> message = Map.of("session_token", "a", "data", Map.of());
            Stream.of(
                            worker.as(owner).post("/send_message", message),
                            worker.as(worker.operator()).post("/broadcast_modbus_command"),
                            worker.as(owner).get("/devices"),
                            worker.as(owner).get("/devices/connected"),
                            worker.as(owner).get("/devices/a/status"),
                            worker.as(owner).delete("/devices/" + device.sessionId()))
                    .forEach(RedisAwayTest::assertUnavailable);

            worker.http().get("/health").assertStatus(200);
            Answer readiness = worker.http().get("/actuator/health/readiness").assertStatus(503);
            assertThat(readiness.json().at("/components/redis/status").asString(""))
                    .isEqualTo("DOWN");
            assertThat(readiness.json().at("/components/r2dbc/status").asString(""))
                    .isEqualTo("UP");
        }
    }

    private static void assertUnavailable(Answer answer) {
        answer.assertProblem(503, "Redis is unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }

    /** Redis keeps its connections, and answers nobody for four seconds: longer than sessions of this worker live. */
    @Test
    void while_redis_is_silent_devices_stay_and_are_commanded_and_telemetry_resumes_after_it() {
        TestWorker worker = impatient;
        Person owner = worker.user();
        FakeDevice device = worker.device(owner);
        try (Overheard heard = Overheard.of(worker, owner)) {
            double droppedBefore = dropped(worker);
            pauseRedis("4000");
            Await.until("telemetry is dropped", () -> {
                device.reports(Map.of("n", 1));
                device.isSentNothing();
                return dropped(worker) > droppedBefore;
            });
            worker.as(owner)
                    .post("/send_message", Map.of("session_token", device.sessionId(), "data", Map.of("n", 2)))
                    .assertStatus(200);
            assertThat(device.isSent().path("n").asInt(0)).isEqualTo(2);
            Await.until("telemetry is back", () -> {
                device.reports(Map.of("n", 3));
                return heard.rest().stream().anyMatch(event -> event.contains("{\"n\":3}"));
            });
            Await.until("claimed again", () -> worker.connectionOf(device.sessionId())
                    .isPresent());
            device.isSentNothing().leaves();
        }
    }

    private static void pauseRedis(String millis) {
        try (Socket socket =
                new Socket(RealServices.redis().host(), RealServices.redis().port())) {
            socket.getOutputStream().write(("CLIENT PAUSE " + millis + " ALL\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("+OK\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double dropped(TestWorker worker) {
        return worker.bean(MeterRegistry.class)
                .get("bellwire.telemetry.dropped")
                .counter()
                .count();
    }
}
