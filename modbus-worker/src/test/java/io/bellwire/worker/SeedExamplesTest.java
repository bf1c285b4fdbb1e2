package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Json;
import io.bellwire.testsupport.TestSocket;
import io.bellwire.worker.TestWorker.Person;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The examples of the document the worker was drawn from, each as it stands there: socket, curl and redis-cli. */
class SeedExamplesTest {

    private final TestWorker worker = TestWorker.development();
    private final Person owner = worker.user();

    @Test
    void connecting_a_device() {
        try (TestSocket websocket = TestSocket.connect(worker.socket("unique_session_id-" + owner.id()));
                Overheard heard = Overheard.of(worker, owner)) {
            websocket.sendText(
                    "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(owner.email(), TestWorker.PASSWORD));
            assertThat(websocket.next().path("status").asString("")).isEqualTo("authenticated");
            websocket.sendText(
                    "{\"battery_voltage\": 24.5, \"solar_power\": 1500, \"timestamp\": \"2025-10-27T12:00:00\"}");
            assertThat(heard.nextAfterOthers("device_data").path("data"))
                    .isEqualTo(
                            Json.parse(
                                    "{\"battery_voltage\": 24.5, \"solar_power\": 1500, \"timestamp\": \"2025-10-27T12:00:00\"}"));
        }
    }

    @Test
    void sending_a_message_straight_to_the_worker() {
        FakeDevice device = worker.device(owner, "unique_session_id-" + owner.id());
        Answer answer = worker.http().post("/send_message", """
                        {
                            "session_token": "unique_session_id-%s",
                            "data": {"command": "set_grid_feed", "power": 5000}
                          }""".formatted(owner.id()));
        answer.assertStatus(200);
        assertThat(answer.json().path("detail").asString("")).isEqualTo("Message sent");
        assertThat(device.isSent()).isEqualTo(Json.parse("{\"command\": \"set_grid_feed\", \"power\": 5000}"));
        device.leaves();
    }

    @Test
    void listing_devices_and_asking_for_one() {
        FakeDevice device = worker.device(owner);
        JsonNode connected =
                worker.http().get("/devices/connected").assertStatus(200).json();
        assertThat(connected.path("connected_devices").valueStream().map(JsonNode::asString))
                .contains(device.sessionId());
        JsonNode status = worker.http()
                .get("/devices/" + device.sessionId() + "/status")
                .assertStatus(200)
                .json();
        assertThat(worker.connectionOf(device.sessionId()))
                .as("redis-cli GET ws:session:{session_id}")
                .contains(status.path("connection_id").asString(""));
        device.leaves();
    }

    @Test
    void broadcasting_by_hand() {
        FakeDevice first = worker.device(owner);
        FakeDevice second = worker.device(owner);
        FakeDevice third = worker.device(owner);
        Await.until(
                "no others",
                () -> worker.http()
                                .get("/health")
                                .json()
                                .path("connected_devices")
                                .asInt(0)
                        == 3);
        assertThat(worker.http()
                        .post("/broadcast_modbus_command")
                        .assertStatus(200)
                        .json())
                .isEqualTo(Json.parse("""
                                {
                                  "detail": "Modbus command broadcast complete",
                                  "total_devices": 3,
                                  "sent_successfully": 3,
                                  "failed": 0,
                                  "hex_command": "09 03 00 00 00 0a c4 85"
                                }"""));
        JsonNode custom = worker.http()
                .post("/broadcast_modbus_command?hex_data=01%2003%2000%2000%2000%200a%20c5%2085")
                .assertStatus(200)
                .json();
        assertThat(custom.path("hex_command").asString("")).isEqualTo("01 03 00 00 00 0a c5 85");
        assertThat(custom.path("crc_valid").asBoolean(true)).isFalse();
        for (FakeDevice device : new FakeDevice[] {first, second, third}) {
            assertThat(device.isSent().path("data").asString("")).isEqualTo("09 03 00 00 00 0a c4 85");
            assertThat(device.isSent().path("data").asString("")).isEqualTo("01 03 00 00 00 0a c5 85");
            device.leaves();
        }
    }

    @Test
    void checking_health() {
        JsonNode health = worker.http().get("/health").assertStatus(200).json();
        assertThat(health.path("status").asString("")).isEqualTo("healthy");
        assertThat(health.path("service").asString("")).isEqualTo("energetic_devices_websocket_server");
        assertThat(health.path("connected_devices").isInt()).isTrue();
    }

    @Test
    void the_test_script_and_the_debug_script() {
        try (TestSocket ws = TestSocket.connect(worker.socket("test_session_123-" + owner.id()))) {
            ws.sendText("{\"email\": \"%s\", \"password\": \"%s\"}".formatted(owner.email(), TestWorker.PASSWORD));
            assertThat(ws.next().path("status").asString("")).isEqualTo("authenticated");
            ws.sendText("{\"test\": \"data\"}");
            ws.sendText("{\"test\": \"data\", \"timestamp\": \"2025-10-27T12:00:00\"}");
            Await.until("kept", () -> worker.redisGet("ws:last:" + owner.id() + ":test_session_123-" + owner.id())
                    .filter(last -> last.contains("2025-10-27T12:00:00"))
                    .isPresent());
            assertThat(ws.waiting()).isZero();
        }
    }
}
