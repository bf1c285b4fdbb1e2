package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.worker.TestWorker.Person;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What two workers, with a device each, do and do not do while Redis is away: section 8 of the contract. */
final class Outage implements AutoCloseable {

    /** The gateway's patience, twice: the machine may stand still for a while. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TestWorker here;
    private final TestWorker there;
    private final Person owner;
    private final FakeDevice deviceHere;
    private final FakeDevice deviceThere;
    private final Overheard heard;

    Outage(TestWorker here, TestWorker there, Person owner) {
        this.here = here;
        this.there = there;
        this.owner = owner;
        this.deviceHere = here.device(owner);
        this.deviceThere = there.device(owner);
        this.heard = Overheard.of(there, owner);
    }

    FakeDevice deviceHere() {
        return deviceHere;
    }

    FakeDevice deviceThere() {
        return deviceThere;
    }

    boolean heardThere(String text) {
        return heard.rest().stream().anyMatch(event -> event.contains(text));
    }

    static Answer send(TestWorker worker, Person owner, String device) {
        return worker.as(owner).post("/send_message", Map.of("session_token", device, "data", Map.of("n", 1)));
    }

    void isAsTheContractSays() {
        isAsTheContractSaysOf(here);
        isAsTheContractSaysOf(there);
    }

    void isAsTheContractSaysOf(TestWorker worker) {
        FakeDevice own = worker == here ? deviceHere : deviceThere;
        FakeDevice others = worker == here ? deviceThere : deviceHere;
        Await.that(() -> assertReadiness(worker, "DOWN", "UP"));
        long start = System.nanoTime();
        FakeDevice stranger = worker.stranger(TestWorker.newId()).sendsCredentials(owner.email(), TestWorker.PASSWORD);
        List<CompletableFuture<Answer>> unavailable = Stream.<Supplier<Answer>>of(
                        () -> send(worker, owner, others.sessionId()),
                        () -> worker.as(owner).get("/devices"),
                        () -> worker.as(owner).get("/devices/connected"),
                        () -> worker.as(owner).get("/devices/" + others.sessionId() + "/status"),
                        () -> worker.as(owner).delete("/devices/" + others.sessionId()),
                        () -> worker.as(owner).post("/broadcast_modbus_command?session_id=" + others.sessionId()))
                .map(call -> CompletableFuture.supplyAsync(call, thread -> new Thread(thread).start()))
                .toList();
        send(worker, owner, own.sessionId()).assertStatus(200);
        assertThat(own.isSent().path("n").asInt(0)).isEqualTo(1);
        worker.as(owner).get("/devices/" + own.sessionId() + "/status").assertStatus(200);
        worker.http().get("/health").assertStatus(200);
        for (CompletableFuture<Answer> answer : unavailable) {
            answer.join().assertProblem(503, "Redis is unavailable");
            assertThat(answer.join().header("Retry-After")).isNotEmpty();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
        worker.as(worker.operator()).post("/broadcast_modbus_command").assertProblem(503, "Redis is unavailable");
        stranger.socket().assertClosed(1013, "Try again later");
        own.reports(Map.of("n", "meanwhile")).isSentNothing();
    }

    static void assertReadiness(TestWorker worker, String redis, String r2dbc) {
        JsonNode health = worker.http()
                .get("/actuator/health/readiness")
                .assertStatus(503)
                .json();
        assertThat(health.at("/components/redis/status").asString("")).isEqualTo(redis);
        assertThat(health.at("/components/r2dbc/status").asString("")).isEqualTo(r2dbc);
    }

    /** All is well again, and nobody was started anew. */
    void isOver() {
        Await.that(() -> {
            for (TestWorker worker : List.of(here, there)) {
                worker.http().get("/actuator/health/readiness").assertStatus(200);
                assertThat(worker.as(owner)
                                .get("/devices/connected")
                                .assertStatus(200)
                                .json()
                                .path("connected_devices")
                                .values())
                        .extracting(id -> id.asString(""))
                        .contains(deviceHere.sessionId(), deviceThere.sessionId());
            }
        });
        for (TestWorker worker : List.of(here, there)) {
            send(worker, owner, deviceHere.sessionId()).assertStatus(200);
            send(worker, owner, deviceThere.sessionId()).assertStatus(200);
        }
        for (FakeDevice device : List.of(deviceHere, deviceThere)) {
            assertThat(device.isSent().path("n").asInt(0)).isEqualTo(1);
            assertThat(device.isSent().path("n").asInt(0)).isEqualTo(1);
            String text = "resumed " + device.sessionId();
            Await.until("telemetry is back", () -> {
                device.reports(Map.of("n", text));
                return heardThere(text);
            });
            device.isSentNothing();
        }
        here.device(owner).leaves();
    }

    @Override
    public void close() {
        heard.close();
        deviceHere.close();
        deviceThere.close();
    }
}
