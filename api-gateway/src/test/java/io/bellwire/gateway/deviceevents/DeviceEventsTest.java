package io.bellwire.gateway.deviceevents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.deviceapi.DeviceTopics;
import io.bellwire.gateway.FakeWorker;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.TestSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Events as workers publish them, with a worker that says what the test wants it to. */
class DeviceEventsTest {

    private static final String NOON = "2024-01-15T12:00:00.000+00:00";
    private static final String LATER = "2024-01-15T12:00:05.000+00:00";

    private static FakeWorker worker;
    private static RunningGateway gateway;
    private Person anna;

    @BeforeAll
    static void start() {
        worker = new FakeWorker();
        gateway = RunningGateway.with(Map.of(
                "bellwire.worker.url", worker.url(),
                "bellwire.device-events.poll-interval", "1h",
                "bellwire.device-events.retry-interval", "50ms"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        worker.close();
    }

    @BeforeEach
    void someone() {
        anna = gateway.newUser();
        devicesAre();
    }

    /** What the worker lists from now on: all of them, and the ids of the connected ones among them. */
    private static void devicesAre(String... devices) {
        String all = String.join(",", devices);
        worker.answers("/devices?", "{\"devices\":[" + all + "]}");
        StringBuilder connected = new StringBuilder();
        for (String device : devices) {
            if (device.contains("\"connected\":true")) {
                String id = device.substring(device.indexOf("\"device_id\":") + 12, device.indexOf(','));
                connected.append(connected.isEmpty() ? "" : ",").append(id);
            }
        }
        worker.answers("/devices/connected", "{\"connected_devices\":[" + connected + "],\"count\":0}");
    }

    private static String connected(String id) {
        return ("{\"device_id\":\"%s\",\"connected\":true,\"connected_at\":\"%s\",\"last_data\":null,"
                        + "\"last_data_at\":null}")
                .formatted(id, NOON);
    }

    private static String offline(String id) {
        return ("{\"device_id\":\"%s\",\"connected\":false,\"connected_at\":null,\"last_data\":{\"soc\":71.25},"
                        + "\"last_data_at\":\"%s\"}")
                .formatted(id, NOON);
    }

    private static String event(String type, String device, String connection, String time) {
        return "{\"type\":\"%s\",\"device_id\":\"%s\",\"connection_id\":\"%s\",\"timestamp\":\"%s\"}"
                .formatted(type, device, connection, time);
    }

    private static String data(String device, String data, String time) {
        return "{\"type\":\"device_data\",\"device_id\":\"%s\",\"data\":%s,\"timestamp\":\"%s\"}"
                .formatted(device, data, time);
    }

    private void publish(String event) {
        publish(anna, event);
    }

    private static void publish(Person owner, String event) {
        gateway.bean(Bus.class)
                .publish(DeviceTopics.of(owner.account().id()), event.getBytes(StandardCharsets.UTF_8))
                .block();
    }

    private static TestSocket watch(Person person, String query) {
        TestSocket socket = TestSocket.connect(gateway.webSocket("/ws/events?token=" + person.token() + query));
        socket.next("connected");
        return socket;
    }

    /** What the interval does otherwise. */
    private static void look() {
        gateway.bean(DeviceHubs.class).poll().block();
    }

    private TestSocket watch() {
        return watch(anna, "");
    }

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
    void events_during_the_first_reading_come_after_it() {
        worker.holdsBack("/devices?");
        TestSocket socket = watch();
        Await.until("the worker is asked", () -> worker.hasBeenAsked("/devices?", anna.id()));
        publish(data("a", "{\"n\":1}", NOON));
        publish(data("a", "{\"n\":2}", LATER));
        publish(event("device_connected", "b", "c9", LATER));
        devicesAre(connected("a"));
        worker.letsGo();
        JsonNode devices = socket.next("devices").path("devices");
        assertThat(devices.toString()).isEqualTo("[" + connected("a") + "]");
        assertThat(socket.next("device_data").path("data").path("n").asInt()).isEqualTo(1);
        assertThat(socket.next("device_data").path("data").path("n").asInt()).isEqualTo(2);
        socket.next("device_connected");
    }

    @Test
    void events_before_the_first_list_that_it_has_in_it_are_not_sent_after_it() {
        worker.holdsBack("/devices?");
        TestSocket socket = watch();
        Await.until("the worker is asked", () -> worker.hasBeenAsked("/devices?", anna.id()));
        publish(event("device_connected", "a", "c1", NOON));
        publish(data("b", "{\"n\":1}", "2024-01-15T11:59:59.000+00:00"));
        publish(data("b", "{\"n\":2}", NOON));
        publish(data("b", "{\"n\":3}", LATER));
        publish(data("b", "{\"n\":4}", LATER));
        devicesAre(connected("a"), offline("b"));
        worker.letsGo();
        assertThat(socket.next("devices").path("devices").toString())
                .isEqualTo("[" + connected("a") + "," + offline("b") + "]");
        assertThat(socket.next("device_data").path("data").path("n").asInt()).isEqualTo(3);
        assertThat(socket.next("device_data").path("data").path("n").asInt()).isEqualTo(4);
    }

    @Test
    void of_very_many_events_before_the_first_list_the_latest_is_in_it() {
        worker.holdsBack("/devices?");
        TestSocket socket = watch();
        Await.until("the worker is asked", () -> worker.hasBeenAsked("/devices?", anna.id()));
        int steps = 300;
        for (int i = 1; i <= steps; i++) {
            publish(data("a", "{\"n\":" + i + "}", LATER));
        }
        devicesAre(connected("a"));
        worker.letsGo();
        assertThat(messagesUntilStep(socket, steps)).isLessThan(steps / 2);
    }

    @Test
    void a_worker_that_is_away_at_first_is_asked_again() {
        worker.answers("/devices?", 503, "{\"detail\":\"Redis is unavailable\"}");
        TestSocket socket = watch();
        Await.until("it is asked", () -> worker.hasBeenAsked("/devices?", anna.id()));
        devicesAre(connected("a"));
        assertThat(socket.next("devices").path("devices").size()).isEqualTo(1);
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

    /** How many messages bring the subscriber there, whether by the event itself or by the state after it. */
    private static int messagesUntilStep(TestSocket socket, int step) {
        int messages = 0;
        int last = 0;
        while (last < step) {
            JsonNode message = socket.next();
            messages++;
            JsonNode data = message.path("type").asString().equals("devices")
                    ? message.path("devices").path(0).path("last_data")
                    : message.path("data");
            last = data.path("n").asInt(last);
        }
        return messages;
    }
}
