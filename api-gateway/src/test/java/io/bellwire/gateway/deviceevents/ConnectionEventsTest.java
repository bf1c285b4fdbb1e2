package io.bellwire.gateway.deviceevents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.TestSocket;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Which connects and disconnects a subscriber is told of. */
class ConnectionEventsTest extends DeviceEventsFixture {

    @Test
    void the_end_of_a_replaced_connection_is_no_disconnect() {
        TestSocket socket = watch();
        socket.next("devices");
        publish(event("device_connected", "a", "old", NOON));
        publish(event("device_connected", "a", "new", LATER));
        publish(event("device_disconnected", "a", "old", LATER));
        publish(data("a", "{}", LATER));
        socket.next("device_connected");
        socket.next("device_connected");
        socket.next("device_data");
    }

    @Test
    void the_end_of_a_connection_before_the_listed_one_is_no_disconnect() {
        devicesAre(connected("a"));
        TestSocket socket = watch();
        socket.next("devices");
        publish(event("device_disconnected", "a", "older", "2024-01-15T11:59:59.000+00:00"));
        publish(data("a", "{}", LATER));
        socket.next("device_data");
    }

    @Test
    void a_device_whose_worker_died_is_disconnected_by_the_next_look() {
        TestSocket socket = watch();
        socket.next("devices");
        publish(event("device_connected", "a", "c1", NOON));
        socket.next("device_connected");
        devicesAre(offline("a"));
        look();
        JsonNode event = socket.next("device_disconnected");
        assertThat(event.path("device_id").asString()).isEqualTo("a");
        assertThat(event.path("connection_id").asString()).isEqualTo("c1");
    }

    @Test
    void a_device_that_was_taken_for_gone_is_connected_as_soon_as_its_worker_says_so_again() {
        TestSocket socket = watch();
        socket.next("devices");
        String connected = event("device_connected", "a", "c1", NOON);
        publish(connected);
        socket.next("device_connected");
        devicesAre(offline("a"));
        look();
        socket.next("device_disconnected");
        publish(connected);
        assertThat(socket.nextText()).isEqualTo(connected);
        JsonNode device = watch().next("devices").path("devices").path(0);
        assertThat(device.path("connected").asBoolean()).isTrue();
        assertThat(device.path("connected_at").asString()).isEqualTo(NOON);
    }

    @Test
    void a_connection_that_is_known_is_not_told_of_again() {
        devicesAre(connected("listed"));
        TestSocket socket = watch();
        socket.next("devices");
        publish(event("device_connected", "heard-of", "c1", NOON));
        socket.next("device_connected");
        publish(event("device_connected", "heard-of", "c1", NOON));
        publish(event("device_connected", "listed", "c2", NOON));
        publish(event("device_disconnected", "listed", "c2", LATER));
        assertThat(socket.next("device_disconnected").path("connection_id").asString())
                .isEqualTo("c2");
    }

    @Test
    void a_listed_device_whose_worker_died_makes_a_new_list() {
        devicesAre(connected("a"));
        TestSocket socket = watch();
        socket.next("devices");
        devicesAre(offline("a"));
        look();
        assertThat(socket.next("devices")
                        .path("devices")
                        .path(0)
                        .path("connected")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void a_connect_that_nobody_told_of_makes_a_new_list() {
        TestSocket socket = watch();
        assertThat(socket.next("devices").path("devices").size()).isZero();
        devicesAre(connected("a"));
        look();
        assertThat(socket.waiting()).as("its event may be on its way").isZero();
        look();
        assertThat(socket.next("devices").path("devices").size()).isEqualTo(1);
    }
}
