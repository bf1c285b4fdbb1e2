package io.bellwire.gateway.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bellwire.gateway.RawRedis;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.gateway.RunningWorker;
import io.bellwire.gateway.WorkerProcess;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Json;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.TestSocket;
import io.bellwire.testsupport.TestSocket.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** A worker is killed while people watch its devices, with every setting as in production. */
abstract class KilledWorkers {

    private static final RealServices.Redis REDIS = RealServices.redis();

    private static RunningWorker survivor;
    private static WorkerProcess killed;
    private static RunningGateway withSurvivor;
    private static RunningGateway withoutAny;

    static void start() {
        killed = WorkerProcess.starting(REDIS);
        survivor = RunningWorker.on(REDIS);
        withSurvivor = RunningGateway.with(Map.of("bellwire.worker.url", survivor.url()));
        withoutAny = RunningGateway.with(Map.of("bellwire.worker.url", killed.url()));
        killed.awaitReady();
    }

    static void stop() {
        withoutAny.close();
        withSurvivor.close();
        survivor.close();
        killed.close();
    }

    private record Connected(String id, String connectionId) {

        static Connected to(WorkerProcess worker, Person owner, String id) {
            FakeDevice device = FakeDevice.at(worker.devices()).connects(id);
            JsonNode answer = device.sendsCredentials(owner.email(), RunningGateway.PASSWORD)
                    .socket()
                    .next();
            return new Connected(id, answer.path("connection_id").asString());
        }

        long left() {
            return Long.parseLong(RawRedis.command(REDIS.host(), REDIS.port(), "PTTL", "ws:session:" + id)
                    .substring(1));
        }
    }

    private static TestSocket watches(RunningGateway gateway, Person person) {
        TestSocket events = TestSocket.connect(gateway.webSocket("/ws/events?token=" + person.token()));
        events.nextOfType("devices");
        return events;
    }

    private static List<JsonNode> disconnects(TestSocket events) {
        return events.received().stream()
                .map(message -> Json.parse(((Message.Text) message).text()))
                .filter(message -> message.path("type").asString().equals("device_disconnected"))
                .toList();
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void devices_of_a_killed_worker_are_disconnected_within_60_s_whether_another_worker_answers_or_none() {
        Person anna = withSurvivor.newUser();
        Connected listed = Connected.to(killed, anna, "listed-" + anna.id());
        List<TestSocket> everyone = List.of(watches(withSurvivor, anna), watches(withoutAny, anna));
        Connected toldOf = Connected.to(killed, anna, "told-of-" + anna.id());
        everyone.forEach(events -> events.nextOfType("device_connected"));

        Awaitility.await()
                .alias("their worker has just renewed their entries")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> listed.left() < 59_000);
        Awaitility.await()
                .alias("their worker has just renewed their entries")
                .atMost(Duration.ofSeconds(65))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> listed.left() > 59_500 && toldOf.left() > 59_500);
        killed.process().kill();
        long start = System.nanoTime();

        Awaitility.await()
                .atMost(Duration.ofSeconds(75))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(everyone)
                        .allSatisfy(events -> assertThat(disconnects(events)).hasSize(2)));
        assertThat(secondsSince(start)).as("seconds").isBetween(55.0, 63.0);
        assertThat(everyone).allSatisfy(events -> assertThat(disconnects(events))
                .extracting(event -> event.path("device_id").asString(), event -> event.path("connection_id")
                        .asString())
                .containsExactlyInAnyOrder(
                        tuple(listed.id(), listed.connectionId()), tuple(toldOf.id(), toldOf.connectionId())));
        everyone.forEach(TestSocket::close);
    }
}
