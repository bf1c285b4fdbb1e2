package io.bellwire.worker.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.localservices.Ports;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.worker.TestWorker;
import io.bellwire.worker.sessions.ThisWorker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is answered where the directory names an instance that is gone, silent or another by now. */
class GoneWorkerTest extends TwoWorkers {

    private String deviceAt(String workerId) {
        String id = TestWorker.newId();
        String connection = "connection-of-" + id;
        here.redis()
                .opsForValue()
                .set("ws:session:" + id, connection, Duration.ofMinutes(1))
                .block(Await.LIMIT);
        here.redis()
                .opsForHash()
                .putAll(
                        "ws:connection:" + connection,
                        Map.of("worker_id", workerId, "user_id", owner.id(), "session_id", id, "generation", "1"))
                .block(Await.LIMIT);
        return id;
    }

    @Test
    void a_device_whose_instance_is_gone_is_503_until_its_entry_lapses() {
        String unheardOf = deviceAt("unheard-of");
        Answer answer = send(here, owner, unheardOf);
        answer.assertProblem(503, "The instance that has the device cannot be reached");
        assertThat(answer.header("Retry-After")).isNotEmpty();
        knownAs("dead", "http://127.0.0.1:" + Ports.free());
        send(here, owner, deviceAt("dead")).assertProblem(503, "The instance that has the device cannot be reached");
        forget("dead");
        here.redis().delete("ws:session:" + unheardOf).block(Await.LIMIT);
        send(here, owner, unheardOf).assertProblem(404, "is not connected");
    }

    @Test
    void a_device_of_an_instance_that_was_started_again_at_its_address_is_503_until_it_is_back() {
        knownAs("former-life", "http://127.0.0.1:" + there.port());
        String id = deviceAt("former-life");
        hasNoOtherDevices(0);
        for (TestWorker asked : List.of(here, there)) {
            send(asked, owner, id).assertProblem(503, "The instance that has the device cannot be reached");
            asked.as(owner)
                    .post("/broadcast_modbus_command?session_id=" + id)
                    .assertProblem(503, "The instance that has the device cannot be reached");
            asked.as(owner).get("/devices/" + id + "/status").assertStatus(503);
            send(asked, here.user(), id).assertProblem(404, "is not connected");
            Answer broadcast =
                    asked.as(asked.operator()).post("/broadcast_modbus_command").assertStatus(200);
            assertThat(broadcast.json().path("total_devices").asInt(-1)).isZero();
            assertThat(broadcast.json().has("partial")).isFalse();
        }
        FakeDevice back = there.device(owner, id);
        for (TestWorker asked : List.of(here, there)) {
            send(asked, owner, id).assertStatus(200);
            assertThat(back.isSent().path("n").asInt(0)).isEqualTo(1);
        }
        back.isSentNothing().leaves();
        forget("former-life");
        send(here, owner, deviceAt("former-life"))
                .assertProblem(503, "The instance that has the device cannot be reached");
    }

    @Test
    void where_the_other_instance_does_not_answer_the_outcome_is_unknown() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            knownAs("mute", "http://127.0.0.1:" + mute.getLocalPort());
            long start = System.nanoTime();
            send(here, owner, deviceAt("mute")).assertProblem(504, "whether it acted is not known");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(2900), Duration.ofSeconds(5));
            forget("mute");
        }
    }

    @Test
    void an_entry_that_the_other_instance_knows_nothing_of_is_404_and_is_cleaned_up() {
        String id = deviceAt(there.bean(ThisWorker.class).id());
        send(here, owner, id).assertProblem(404, "is not connected");
        assertThat(here.connectionOf(id)).isEmpty();
    }

    @Test
    void a_call_is_handed_on_once_and_only_to_the_connection_it_is_meant_for() {
        FakeDevice device = there.device(owner);
        String connection = here.connectionOf(device.sessionId()).orElseThrow();
        Map<String, Object> body = Map.of("session_token", device.sessionId(), "data", Map.of());
        here.as(owner)
                .with("Bellwire-Hop", connection)
                .post("/send_message", body)
                .assertProblem(404, "is not connected");
        there.as(owner)
                .with("Bellwire-Hop", "another-connection")
                .post("/send_message", body)
                .assertProblem(404, "is not connected");
        device.isSentNothing();
        there.as(owner)
                .with("Bellwire-Hop", connection)
                .post("/send_message", body)
                .assertStatus(200);
        assertThat(here.connectionOf(device.sessionId())).contains(connection);
        device.isSent();
        device.leaves();
    }
}
