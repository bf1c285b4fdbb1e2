package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Http;
import io.bellwire.worker.TestWorker.Person;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** A worker that is away for less time than its entries live, and what others believe of it meanwhile. */
@TestMethodOrder(OrderAnnotation.class)
@Timeout(300)
class RestlessWorkerTest {

    /** So that entries outlive the start of a process on a busy machine. */
    private static final String LIFETIME = "bellwire.sessions.lifetime=3m";

    /** The same in its second life. */
    private static final String NAME = "bellwire.worker.name=restless";

    private static OwnServers servers;
    private static TestWorker other;
    private static WorkerProcess restless;

    private final Person owner = other.user();
    private final Person operator = other.operator();

    @BeforeAll
    @Timeout(240)
    static void start() {
        servers = new OwnServers();
        other = servers.worker(LIFETIME);
        restless = servers.process(LIFETIME, NAME).isUp();
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    /** It is not told of what it lost: it has to look. */
    private static void cutsSubscriptions() {
        try (Socket redis = new Socket("127.0.0.1", servers.redis().port())) {
            redis.getOutputStream().write("CLIENT KILL TYPE pubsub\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat((char) redis.getInputStream().read()).isEqualTo(':');
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertSentTo(int devices, Answer broadcast) {
        broadcast.assertStatus(200);
        assertThat(broadcast.json().has("partial")).as("%s", broadcast).isFalse();
        assertThat(broadcast.json().path("total_devices").asInt(-1)).isEqualTo(devices);
        assertThat(broadcast.json().path("sent_successfully").asInt(-1)).isEqualTo(devices);
    }

    /** The other one asks it while it is frozen, and it finds the call and that it lost the device when it wakes up. */
    @Test
    @Order(1)
    void a_device_that_left_a_frozen_worker_gets_a_broadcast_once_and_is_counted_once() {
        FakeDevice faithful = restless.device(owner);
        assertSentTo(1, other.as(operator).post("/broadcast_modbus_command"));
        faithful.isSent();
        for (int round = 0; round < 5; round++) {
            FakeDevice old = restless.device(owner);
            restless.process().freeze();
            cutsSubscriptions();
            FakeDevice again = other.device(owner, old.sessionId());
            CompletableFuture<Answer> broadcast = other.as(operator).postAsync("/broadcast_modbus_command", Map.of());
            again.isSent();
            restless.process().thaw();
            assertSentTo(2, broadcast.join());
            faithful.isSent();
            old.socket().assertClosed(4409, "replaced");
            assertThat(old.socket().received())
                    .as("authenticated, and nothing after it")
                    .hasSize(1);
            again.isSentNothing().leaves();
        }
        faithful.isSentNothing().leaves();
    }

    @Test
    @Order(2)
    void a_worker_that_is_killed_and_started_again_at_its_address_does_not_pass_for_its_former_life() {
        FakeDevice elsewhere = other.device(owner);
        FakeDevice lost = restless.device(owner);
        FakeDevice returning = restless.device(owner);
        restless.process().kill();
        WorkerProcess again = servers.processAt(restless.port(), LIFETIME, NAME).isUp();
        for (Http asked : List.of(other.as(owner), again.as(owner))) {
            asked.post("/send_message", Map.of("session_token", lost.sessionId(), "data", Map.of()))
                    .assertProblem(503, "The instance that has the device cannot be reached");
            asked.get("/devices/" + lost.sessionId() + "/status").assertStatus(503);
        }
        FakeDevice returned = again.device(owner, returning.sessionId());
        for (Http asked : List.of(other.as(owner), again.as(owner))) {
            asked.post("/send_message", Map.of("session_token", returned.sessionId(), "data", Map.of("n", 1)))
                    .assertStatus(200);
            assertThat(returned.isSent().path("n").asInt(0)).isEqualTo(1);
        }
        for (Http asked : List.of(other.as(operator), again.as(operator))) {
            assertSentTo(2, asked.post("/broadcast_modbus_command"));
            elsewhere.isSent();
            returned.isSent();
        }
        elsewhere.isSentNothing().leaves();
        returned.isSentNothing().leaves();
    }
}
