package io.bellwire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.TestSocket;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Devices that still connect to the gateway are devices like all others. */
class OldDeviceAddressTest {

    private static final String PROXY = "/api/energetic_device_proxy";

    private final RunningSystem system = RunningSystem.shared();
    private final RunningSystem.Person owner = system.newUser();
    private final Http http = system.gateway(owner);
    private final String id = "old-" + UUID.randomUUID();

    @Test
    void messages_pass_in_both_directions() {
        TestSocket events = system.events(owner);
        events.next("connected");
        events.next("devices");
        try (FakeDevice device = system.deviceAtItsOldAddress(owner, id)) {
            assertThat(events.nextOfType("device_connected").path("device_id").asString())
                    .isEqualTo(id);
            device.reports(Map.of("battery_voltage", 24.5));
            JsonNode data = events.nextOfType("device_data").path("data");
            assertThat(data.toString()).isEqualTo("{\"battery_voltage\":24.5}");
            http.post(PROXY + "/send_message?session_token=" + id, Map.of("command", "set_grid_feed"))
                    .assertStatus(200);
            assertThat(device.isSent().toString()).isEqualTo("{\"command\":\"set_grid_feed\"}");
        }
        assertThat(events.nextOfType("device_disconnected").path("device_id").asString())
                .isEqualTo(id);
        events.close();
    }

    @Test
    void a_replaced_device_learns_it_by_its_close_code() {
        FakeDevice first = system.deviceAtItsOldAddress(owner, id);
        FakeDevice second = system.device(owner, id);
        assertThat(first.awaitsClose()).isEqualTo(new TestSocket.Close(4409, "replaced"));
        second.close();
    }
}
