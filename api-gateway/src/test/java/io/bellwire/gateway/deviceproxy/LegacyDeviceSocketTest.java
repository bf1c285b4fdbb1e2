package io.bellwire.gateway.deviceproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.gateway.RunningWorker;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.RawWebSocket;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.TestSocket;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A device at the old address, through the gateway, to a real worker. */
class LegacyDeviceSocketTest {

    private static final String PROXY = "/api/energetic_device_proxy";

    private static RunningWorker worker;
    private static RunningGateway gateway;
    private static Person anna;

    @BeforeAll
    static void start() {
        worker = RunningWorker.start("--bellwire.trusted-proxies=127.0.0.1");
        gateway = RunningGateway.with(
                Map.of("bellwire.worker.url", worker.url(), "bellwire.trusted-proxies", "127.0.0.1"));
        anna = gateway.newUser();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        worker.close();
    }

    private static URI oldAddress() {
        return gateway.webSocket("/modbus/ws/devices");
    }

    private static FakeDevice device(String sessionId) {
        return device(sessionId, anna);
    }

    private static FakeDevice device(String sessionId, Person owner) {
        return FakeDevice.at(oldAddress()).connects(sessionId).signsIn(owner.email(), RunningGateway.PASSWORD);
    }

    /** Of someone whose devices no other test knows: those of another may still be leaving. */
    private static TestSocket watches(Person owner) {
        TestSocket events = TestSocket.connect(gateway.webSocket("/ws/events?token=" + owner.token()));
        events.nextOfType("devices");
        return events;
    }

    private static String newId() {
        return "cerbo-" + UUID.randomUUID();
    }

    @Test
    void a_device_signs_in_is_listed_and_takes_commands() {
        String id = newId();
        try (FakeDevice device = device(id)) {
            Http http = gateway.http(anna);
            assertThat(http.get(PROXY + "/devices/connected")
                            .json()
                            .path("connected_devices")
                            .toString())
                    .contains(id);
            http.post(PROXY + "/send_message?session_token=" + id, "{\"relay\":\"on\"}")
                    .assertStatus(200);
            assertThat(device.isSent().toString()).isEqualTo("{\"relay\":\"on\"}");
            http.post(PROXY + "/broadcast_modbus_command?session_id=" + id).assertStatus(200);
            assertThat(device.isSent().path("hex_data").asString()).isEqualTo("09 03 00 00 00 0a c4 85");
        }
    }

    @Test
    void text_and_binary_frames_pass_in_both_directions() {
        try (FakeDevice device = device(newId())) {
            device.isSentNothing();
            device.sendsBinary(new byte[] {9, 3, 2, 0, 42});
            device.reports("no JSON");
            assertThat(device.isSent().path("detail").asString()).isEqualTo("Invalid JSON");
        }
    }

    @Test
    void what_a_device_does_and_says_reaches_its_owner_live() {
        Person owner = gateway.newUser();
        TestSocket events = watches(owner);
        String id = newId();
        FakeDevice device = device(id, owner);
        JsonNode connected = events.nextOfType("device_connected");
        assertThat(connected.propertyNames()).containsExactly("type", "device_id", "connection_id", "timestamp");
        assertThat(connected.path("device_id").asString()).isEqualTo(id);
        device.reports("{\"soc\":71.5}");
        JsonNode data = events.nextOfType("device_data");
        assertThat(data.propertyNames()).containsExactly("type", "device_id", "data", "timestamp");
        assertThat(data.path("data").toString()).isEqualTo("{\"soc\":71.5}");
        device.leaves();
        JsonNode gone = events.nextOfType("device_disconnected");
        assertThat(gone.path("connection_id")).isEqualTo(connected.path("connection_id"));
        events.close();
    }

    @Test
    void after_an_interruption_of_the_bus_the_devices_are_listed_anew() throws IOException {
        Person owner = gateway.newUser();
        TestSocket events = watches(owner);
        try (Socket redis =
                new Socket(RealServices.redis().host(), RealServices.redis().port())) {
            redis.getOutputStream().write("CLIENT KILL TYPE pubsub\r\n".getBytes(StandardCharsets.US_ASCII));
            redis.getInputStream().read();
        }
        events.nextOfType("devices");
        try (FakeDevice device = device(newId(), owner)) {
            device.reports("{\"soc\":7}");
            events.nextOfType("device_data");
        }
        events.close();
    }

    @Test
    void a_refusal_comes_through_with_its_message_and_its_close_code() {
        FakeDevice.at(oldAddress())
                .connects(newId())
                .sendsCredentials(anna.email(), "wrong password")
                .isRefused("Invalid credentials");
        FakeDevice.at(oldAddress()).connects("not a session id").isRefused("Invalid session_id");
    }

    @Test
    void a_replaced_device_learns_why() {
        String id = newId();
        FakeDevice old = device(id);
        try (FakeDevice successor = device(id)) {
            old.socket().assertClosed(4409, "replaced");
            successor.isSentNothing();
        }
    }

    @Test
    void a_device_that_leaves_is_disconnected_at_the_worker() {
        String id = newId();
        FakeDevice device = device(id);
        device.leaves();
        assertThat(device.awaitsClose().code()).isEqualTo(1000);
        Await.that(() ->
                gateway.http(anna).get(PROXY + "/devices/" + id + "/status").assertStatus(404));
    }

    @Test
    void a_device_that_is_cut_off_is_disconnected_at_the_worker() {
        String id = newId();
        device(id).socket().abort();
        Await.that(() ->
                gateway.http(anna).get(PROXY + "/devices/" + id + "/status").assertStatus(404));
    }

    @Test
    void messages_of_64_kib_pass_and_greater_ones_end_in_1009() {
        try (FakeDevice device = device(newId())) {
            device.reports("{\"blob\":\"" + "x".repeat(64 * 1024 - 11) + "\"}").isSentNothing();
            device.socket().sendText("x".repeat(64 * 1024 + 1));
            device.socket().assertClosed(1009, "Message too big");
        }
    }

    @Test
    void a_frame_of_more_than_64_kib_is_refused_by_its_length_and_for_the_same_reason() {
        try (RawWebSocket raw = RawWebSocket.connect(URI.create(oldAddress() + "?session_id=" + newId()))) {
            RawWebSocket.Frame close = raw.sendBytes(RawWebSocket.header(true, RawWebSocket.TEXT, 64 * 1024 + 1))
                    .readFrame(RawWebSocket.CLOSE);
            assertThat(close.closeCode()).isEqualTo(1009);
            assertThat(close.closeReason()).isEqualTo("Message too big");
        }
    }

    @Test
    void bytes_that_arrive_one_at_a_time_make_one_message() {
        try (RawWebSocket raw = RawWebSocket.connect(URI.create(oldAddress() + "?session_id=" + newId()))) {
            String credentials =
                    "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(anna.email(), RunningGateway.PASSWORD);
            raw.sendByteByByte(RawWebSocket.frame(true, RawWebSocket.TEXT, credentials.getBytes()));
            assertThat(raw.readFrame(RawWebSocket.TEXT).text()).contains("\"status\":\"authenticated\"");
        }
    }

    @Test
    void the_devices_own_address_counts_at_sign_in() {
        for (int i = 0; i < 10; i++) {
            TestSocket socket = TestSocket.to(URI.create(oldAddress() + "?session_id=" + newId()))
                    .header("X-Forwarded-For", "203.0.113.9")
                    .connect();
            socket.sendJson(Map.of("email", "nobody@example.com", "password", "guess" + i));
            assertThat(socket.next().path("detail").asString()).isEqualTo("Invalid credentials");
        }
        TestSocket eleventh = TestSocket.to(URI.create(oldAddress() + "?session_id=" + newId()))
                .header("X-Forwarded-For", "203.0.113.9")
                .connect();
        eleventh.sendJson(Map.of("email", "nobody@example.com", "password", "guess"));
        assertThat(eleventh.next().path("detail").asString()).isEqualTo("Too many attempts");
        TestSocket neighbour = TestSocket.to(URI.create(oldAddress() + "?session_id=" + newId()))
                .header("X-Forwarded-For", "203.0.113.10")
                .connect();
        neighbour.sendJson(Map.of("email", "nobody@example.com", "password", "guess"));
        assertThat(neighbour.next().path("detail").asString()).isEqualTo("Invalid credentials");
    }

    @Test
    void without_a_worker_a_device_is_told_to_try_later() {
        try (RunningGateway alone = RunningGateway.with(Map.of("bellwire.worker.url", "http://127.0.0.1:1"))) {
            TestSocket.connect(URI.create(alone.webSocket("/modbus/ws/devices") + "?session_id=a"))
                    .assertClosed(1013, "Try again later");
        }
    }

    @Test
    void a_gateway_that_stops_tells_its_devices_to_come_back() {
        FakeDevice device;
        try (RunningGateway other = RunningGateway.with(Map.of("bellwire.worker.url", worker.url()))) {
            device = FakeDevice.at(other.webSocket("/modbus/ws/devices"))
                    .connects(newId())
                    .signsIn(anna.email(), RunningGateway.PASSWORD);
        }
        assertThat(device.awaitsClose().code()).isEqualTo(1012);
    }
}
