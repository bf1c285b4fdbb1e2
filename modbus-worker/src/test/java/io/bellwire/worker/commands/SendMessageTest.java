package io.bellwire.worker.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Json;
import io.bellwire.worker.TestWorker;
import io.bellwire.worker.TestWorker.Person;
import io.bellwire.worker.sessions.ThisWorker;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SendMessageTest {

    private final TestWorker worker = TestWorker.shared();
    private final Person owner = worker.user();
    private final FakeDevice device = worker.device(owner);

    @Test
    void a_message_reaches_the_device_in_its_own_words() {
        String data =
                "{\"command\":\"set_grid_feed\", \"power\":5e3,\n\"ratio\":1.10,\"nested\":{\"a\":[1.0,null,true,\"ö\","
                        + "123456789012345678901234567890,1e9999999999,\"\\u00f6\\/ \\ud83d\\ude00 \\ud83d\"]} }";
        Answer answer = send(owner, device.sessionId(), data);
        answer.assertStatus(200);
        assertThat(answer.json())
                .isEqualTo(Json.parse(
                        "{\"detail\": \"Message sent\", \"session_token\": \"%s\", \"connection_id\": \"%s\"}"
                                .formatted(
                                        device.sessionId(),
                                        worker.connectionOf(device.sessionId()).orElseThrow())));
        assertThat(device.socket().nextText()).isEqualTo(data);
    }

    private Answer send(Person caller, String device, String data) {
        return worker.as(caller)
                .post("/send_message", "{\"session_token\": \"%s\", \"data\": %s}".formatted(device, data));
    }

    @Test
    void messages_arrive_in_the_order_of_their_answers() {
        IntStream.range(0, 50).forEach(n -> send(owner, device.sessionId(), "{\"n\": " + n + "}")
                .assertStatus(200));
        IntStream.range(0, 50)
                .forEach(n -> assertThat(device.isSent().path("n").asInt(-1)).isEqualTo(n));
    }

    @Test
    void a_message_may_have_64_KiB() {
        String data = "{\"a\":\"" + "x".repeat(64 * 1024 - 8) + "\"}";
        send(owner, device.sessionId(), data).assertStatus(200);
        assertThat(device.socket().nextText()).isEqualTo(data);
        send(owner, device.sessionId(), data.replace("{\"a", "{\"aa")).assertProblem(413, "data has at most 64 KiB");
        device.isSentNothing();
    }

    @Test
    void an_operator_may_command_anyones_device() {
        send(worker.operator(), device.sessionId(), "{\"n\": 1}").assertStatus(200);
        assertThat(device.isSent().path("n").asInt(0)).isEqualTo(1);
    }

    @Test
    void another_accounts_device_is_not_there() {
        send(worker.user(), device.sessionId(), "{\"n\": 1}")
                .assertProblem(404, "Energetic device with session_id " + device.sessionId() + " is not connected");
        device.isSentNothing();
    }

    @Test
    void a_device_that_is_not_connected_is_404() {
        String id = TestWorker.newId();
        send(owner, id, "{}").assertProblem(404, "Energetic device with session_id " + id + " is not connected");
        device.leaves();
        Await.that(() -> send(owner, device.sessionId(), "{}").assertProblem(404, "is not connected"));
    }

    @Test
    void nobody_commands_without_a_token() {
        Map<String, Object> body = Map.of("session_token", device.sessionId(), "data", Map.of());
        worker.http().post("/send_message", body).assertProblem(401, "Not authenticated");
        worker.http().as("no.token").post("/send_message", body).assertProblem(401, "Invalid token");
        device.isSentNothing();
    }

    @Test
    void where_a_device_takes_nothing_the_outcome_is_unknown() {
        device.socket().stopReading();
        String data = "{\"a\":\"" + "x".repeat(60_000) + "\"}";
        Answer answer = send(owner, device.sessionId(), data);
        for (int i = 0; i < 500 && answer.status() == 200; i++) {
            answer = send(owner, device.sessionId(), data);
        }
        answer.assertProblem(504, "The device did not take the message in 2 seconds; it may still get it");
        device.socket().abort();
    }

    @Test
    void a_stale_entry_of_this_instance_is_404_and_is_cleaned_up() {
        String id = TestWorker.newId();
        String worker = this.worker.bean(ThisWorker.class).id();
        this.worker.redis().opsForValue().set("ws:session:" + id, "long-gone").block(Await.LIMIT);
        this.worker
                .redis()
                .opsForHash()
                .putAll(
                        "ws:connection:long-gone",
                        Map.of("worker_id", worker, "user_id", owner.id(), "generation", "1"))
                .block(Await.LIMIT);
        send(owner, id, "{}").assertProblem(404, "is not connected");
        assertThat(this.worker.connectionOf(id)).isEmpty();
        assertThat(this.worker.redisHash("ws:connection:long-gone")).isEmpty();
    }
}
