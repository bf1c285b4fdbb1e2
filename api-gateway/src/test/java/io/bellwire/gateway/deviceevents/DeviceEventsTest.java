package io.bellwire.gateway.deviceevents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.TestSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a subscriber is told, from the first list on. */
class DeviceEventsTest extends DeviceEventsFixture {

    @Test
    void a_subscriber_is_greeted_then_told_of_all_devices() {
        devicesAre(connected("cerbo-1"), offline("cerbo-2"));
        TestSocket socket = TestSocket.connect(gateway.webSocket("/ws/events?token=" + anna.token()));
        JsonNode greeting = socket.next("connected");
        assertThat(greeting.propertyNames())
                .containsExactly("type", "timestamp", "user_id", "message", "heartbeat_interval");
        assertThat(greeting.path("user_id").asString()).isEqualTo(anna.id());
        JsonNode devices = socket.next("devices").path("devices");
        assertThat(devices.toString()).isEqualTo("[" + connected("cerbo-1") + "," + offline("cerbo-2") + "]");
    }

    @Test
    void events_come_as_the_worker_wrote_them() {
        TestSocket socket = watch();
        socket.next("devices");
        String connected = event("device_connected", "cerbo-1", "c1", NOON);
        String data = data("cerbo-1", "{\"soc\":71.50,\"nested\":{\"n\":null}}", NOON);
        String disconnected = event("device_disconnected", "cerbo-1", "c1", LATER);
        publish(connected);
        publish(data);
        publish(disconnected);
        assertThat(socket.nextText()).isEqualTo(connected);
        assertThat(socket.nextText()).isEqualTo(data);
        assertThat(socket.nextText()).isEqualTo(disconnected);
    }

    @Test
    void reports_are_listed_in_their_own_words() {
        String listed = "{\"a\": [1e2,1.10],\n\"b\":123456789012345678901234567890,\"c\":\"\\u00f6 ö\"}";
        String published = "{\"d\":\t[1E2,-0.0]}";
        devicesAre(connected("a").replace("last_data\":null", "last_data\":" + listed), connected("b"));
        TestSocket socket = watch();
        assertThat(socket.nextText()).contains("\"last_data\":" + listed + ",");
        publish(data("b", published, LATER));
        socket.next("device_data");
        assertThat(watch().nextText())
                .contains("\"last_data\":" + listed + ",")
                .contains("\"last_data\":" + published + ",");
    }

    @Test
    void a_later_subscriber_finds_what_events_have_changed() {
        devicesAre(connected("a"), connected("b"));
        TestSocket first = watch();
        first.next("devices");
        publish(event("device_disconnected", "a", "x", LATER));
        publish(data("b", "{\"soc\":3}", LATER));
        first.next("device_disconnected");
        first.next("device_data");
        JsonNode devices = watch().next("devices").path("devices");
        assertThat(devices.path(0).path("connected").asBoolean()).isFalse();
        assertThat(devices.path(1).path("last_data").toString()).isEqualTo("{\"soc\":3}");
        assertThat(devices.path(1).path("last_data_at").asString()).isEqualTo(LATER);
    }

    @Test
    void a_filter_lets_one_device_through() {
        devicesAre(connected("a"), connected("b"));
        TestSocket socket = watch(anna, "&device_id=b");
        assertThat(socket.next("devices").path("devices").toString()).isEqualTo("[" + connected("b") + "]");
        publish(data("a", "{}", LATER));
        publish(data("b", "{\"mine\":true}", LATER));
        assertThat(socket.next("device_data").path("device_id").asString()).isEqualTo("b");
    }

    @Test
    void a_filter_for_a_device_that_is_not_there_is_an_empty_list_until_it_is() {
        devicesAre(connected("a"));
        TestSocket socket = watch(anna, "&device_id=new");
        assertThat(socket.next("devices").path("devices").size()).isZero();
        publish(event("device_connected", "new", "c", LATER));
        socket.next("device_connected");
    }

    @Test
    void a_user_has_100_subscribers_at_most_and_nobody_elses_count() {
        List<TestSocket> sockets = Stream.generate(() -> watch()).limit(100).toList();
        TestSocket.connect(gateway.webSocket("/ws/events?token=" + anna.token()))
                .assertClosed(1013, "Too many connections");
        watch(gateway.newUser(), "").next("devices");
        Person operator = gateway.newOperator();
        watch(operator, "").close();
        sockets.forEach(socket -> socket.next("devices"));
        sockets.get(0).close();
        Await.until("there is room again", () -> {
            TestSocket another = TestSocket.connect(gateway.webSocket("/ws/events?token=" + anna.token()));
            Await.until("an answer", () -> another.waiting() > 0 || another.isClosed());
            return another.waiting() > 0;
        });
        sockets.forEach(TestSocket::close);
    }

    @Test
    void a_malformed_filter_is_refused() {
        TestSocket socket =
                TestSocket.connect(gateway.webSocket("/ws/events?token=" + anna.token() + "&device_id=%20x"));
        assertThat(socket.next("error").path("error").asString()).isEqualTo("Invalid device_id");
        socket.assertClosed(1008, "Invalid device_id");
    }

    @Test
    void another_accounts_events_are_not_seen() {
        TestSocket socket = watch();
        socket.next("devices");
        publish(gateway.newUser(), data("secret", "{}", NOON));
        publish(data("mine", "{}", NOON));
        assertThat(socket.next("device_data").path("device_id").asString()).isEqualTo("mine");
    }

    @Test
    void operators_see_everyones_events() {
        TestSocket socket = watch(gateway.newOperator(), "");
        socket.next("devices");
        publish(data("annas", "{}", NOON));
        assertThat(socket.next("device_data").path("device_id").asString()).isEqualTo("annas");
    }

    @Test
    void what_is_not_an_event_is_passed_over() {
        TestSocket socket = watch();
        socket.next("devices");
        publish("not json");
        publish("{\"type\":\"device_upgraded\",\"device_id\":\"a\"}");
        publish("[]");
        publish(data("a", "{}", NOON));
        socket.next("device_data");
    }

    @Test
    void a_slow_subscriber_gets_the_latest_state_in_place_of_every_step() {
        TestSocket fast = watch();
        TestSocket slow = watch();
        fast.next("devices");
        slow.next("devices");
        slow.stopReading();
        String filler = "x".repeat(30_000);
        int steps = 600;
        for (int i = 1; i <= steps; i++) {
            publish(data("a", "{\"n\":" + i + ",\"filler\":\"" + filler + "\"}", LATER));
        }
        assertThat(messagesUntilStep(fast, steps)).isPositive();
        slow.resumeReading();
        assertThat(messagesUntilStep(slow, steps)).isLessThan(steps / 2);
    }
}
