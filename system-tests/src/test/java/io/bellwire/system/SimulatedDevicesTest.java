package io.bellwire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.simulator.FleetOptions;
import io.bellwire.simulator.SimulatedFleet;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.TestSocket;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Simulated Cerbo devices on the real system, watched and commanded through the gateway. */
class SimulatedDevicesTest {

    private static final String PROXY = "/api/energetic_device_proxy";

    private final RunningSystem system = RunningSystem.shared();
    private final RunningSystem.Person owner = system.newUser();
    private final Http http = system.gateway(owner);
    private final String prefix = "cerbo-" + UUID.randomUUID() + "-";
    private SimulatedFleet fleet;

    @BeforeEach
    void connectThreeDevices() {
        fleet = SimulatedFleet.start(FleetOptions.of(system.workerUri(), owner.email(), RunningSystem.PASSWORD)
                .withDevices(3)
                .withSessionPrefix(prefix)
                .withInterval(Duration.ofSeconds(1)));
        Await.until("three devices are connected", () -> fleet.connected() == 3);
    }

    @AfterEach
    void disconnect() {
        fleet.close();
    }

    @Test
    void they_are_listed_and_have_a_status() {
        Await.that(() -> assertThat(http.get(PROXY + "/devices/connected")
                        .assertStatus(200)
                        .json()
                        .path("connected_devices")
                        .valueStream()
                        .map(JsonNode::asString))
                .containsExactly(prefix + 1, prefix + 2, prefix + 3));
        JsonNode status = http.get(PROXY + "/devices/" + prefix + "2/status")
                .assertStatus(200)
                .json();
        assertThat(status.path("session_id").asString()).isEqualTo(prefix + 2);
        assertThat(status.path("connected").asBoolean()).isTrue();
    }

    @Test
    void their_telemetry_arrives_live() {
        TestSocket events = system.events(owner);
        events.next("connected");
        JsonNode devices = events.next("devices");
        assertThat(devices.path("devices").valueStream().map(device -> device.path("device_id")
                        .asString()))
                .containsExactly(prefix + 1, prefix + 2, prefix + 3);
        JsonNode event = events.nextOfType("device_data");
        assertThat(event.path("device_id").asString()).startsWith(prefix);
        assertThat(event.path("data").propertyNames()).contains("battery_voltage", "solar_power", "timestamp");
        events.close();
    }

    @Test
    void a_message_is_answered_where_it_can_be_seen() {
        TestSocket events = watch();
        http.post(
                        PROXY + "/send_message?session_token=" + prefix + 1,
                        Map.of("command", "set_grid_feed", "power", 5000))
                .assertStatus(200);
        JsonNode reply;
        do {
            reply = events.nextOfType("device_data");
        } while (!reply.path("data").path("command").asString("").equals("set_grid_feed"));
        assertThat(reply.path("device_id").asString()).isEqualTo(prefix + 1);
        assertThat(reply.path("data").path("status").asString()).isEqualTo("ok");
        events.close();
    }

    @Test
    void a_modbus_read_of_the_gx_registers_is_answered_with_a_valid_frame() {
        TestSocket events = watch();
        JsonNode sent = http.post(PROXY + "/broadcast_modbus_command?hex_data=64%2003%2003%2048%2000%2003&session_id="
                        + prefix + 3)
                .assertStatus(200)
                .json();
        assertThat(sent.path("sent_successfully").asInt()).isEqualTo(1);
        JsonNode reply;
        do {
            reply = events.nextOfType("device_data");
        } while (!reply.path("data").has("hex_response"));
        assertThat(reply.path("device_id").asString()).isEqualTo(prefix + 3);
        assertThat(reply.path("data").path("hex_response").asString()).startsWith("64 03 06 ");
        events.close();
    }

    @Test
    void a_broadcast_reaches_all_of_them_and_is_for_operators() {
        http.post(PROXY + "/broadcast_modbus_command").assertProblem(403, "");
        JsonNode answer = system.gateway(system.operator())
                .post(PROXY + "/broadcast_modbus_command")
                .assertStatus(200)
                .json();
        assertThat(answer.path("hex_command").asString()).isEqualTo("09 03 00 00 00 0a c4 85");
        assertThat(answer.path("sent_successfully").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(answer.path("sent_successfully").asInt()
                        + answer.path("failed").asInt())
                .isEqualTo(answer.path("total_devices").asInt());
        Await.until("all three answered", () -> fleet.commandsAnswered() >= 3);
    }

    /** What was reported before {@code devices} is in it, and not told again. */
    private TestSocket watch() {
        TestSocket events = system.events(owner);
        events.next("connected");
        events.next("devices");
        return events;
    }

    @Test
    void a_stranger_neither_sees_nor_commands_them() {
        Http stranger = system.gateway(system.newUser());
        assertThat(stranger.get(PROXY + "/devices/connected")
                        .json()
                        .path("count")
                        .asInt(-1))
                .isZero();
        stranger.get(PROXY + "/devices/" + prefix + "1/status").assertProblem(404, "is not connected");
        stranger.post(PROXY + "/send_message?session_token=" + prefix + 1, Map.of("x", 1))
                .assertProblem(404, "");
        stranger.delete(PROXY + "/devices/" + prefix + 1).assertProblem(404, "");
        assertThat(fleet.connected()).isEqualTo(3);
    }
}
