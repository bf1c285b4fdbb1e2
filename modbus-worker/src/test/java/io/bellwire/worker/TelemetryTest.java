package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Json;
import io.bellwire.testsupport.LiveObjects;
import io.bellwire.testsupport.RawWebSocket;
import io.bellwire.testsupport.TestSocket;
import io.bellwire.worker.TestWorker.Person;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TelemetryTest {

    private static final int LIMIT = 64 * 1024;
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+00:00";

    private final TestWorker worker = TestWorker.shared();
    private final Person owner = worker.user();
    private final Overheard heard = Overheard.of(worker, owner);
    private final FakeDevice device = worker.device(owner);

    @AfterEach
    void leave() {
        device.close();
        heard.close();
    }

    private void assertHeard(String data) {
        JsonNode event = heard.next("device_data");
        assertThat(event.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("type", "device_id", "data", "timestamp");
        assertThat(event.path("device_id").asString("")).isEqualTo(device.sessionId());
        assertThat(event.path("timestamp").asString("")).matches(TIME);
        assertThat(event.path("data").toString()).isEqualTo(data.replace(" ", ""));
    }

    @Test
    void a_report_reaches_its_owners_subscribers_and_is_kept_for_a_day() {
        heard.next("device_connected");
        device.reports("{\"battery_voltage\": 24.5, \"solar_power\": 1500}");
        assertHeard("{\"battery_voltage\": 24.5, \"solar_power\": 1500}");
        String key = "ws:last:" + owner.id() + ":" + device.sessionId();
        Await.until("kept", () -> worker.redisGet(key).isPresent());
        assertThat(Json.parse(worker.redisGet(key).orElseThrow())
                        .at("/data/solar_power")
                        .asInt(0))
                .isEqualTo(1500);
        assertThat(worker.redis().getExpire(key).block(Await.LIMIT))
                .isBetween(Duration.ofHours(23), Duration.ofHours(24));
    }

    @Test
    void a_report_is_passed_on_and_kept_in_its_own_words() {
        heard.next("device_connected");
        String words = "{\"a\":1.10, \"b\":12345678901234567890.1234567890,\n\t\"c\":123456789012345678901234567890,"
                + "\"d\":[1e2,1E+2,1.0,-0],\"\\u00e9\\/\":\"\\ud83d\\ude00 \\ud83d ö 😀\" }";
        device.reports(" " + words + "\n");
        String event = heard.nextText();
        assertThat(event).contains("\"data\":" + words + ",");
        Await.until("kept", () -> worker.redisGet("ws:last:" + owner.id() + ":" + device.sessionId())
                .equals(Optional.of(event)));
        assertThat(worker.as(owner).get("/devices").assertStatus(200).body()).contains("\"last_data\":" + words + ",");
    }

    @Test
    void the_deepest_report_is_kept_like_any_other() {
        heard.next("device_connected");
        String deepest = "{\"a\":".repeat(64) + "1" + "}".repeat(64);
        device.reports(deepest);
        assertHeard(deepest);
        Await.until("kept", () -> worker.redisGet("ws:last:" + owner.id() + ":" + device.sessionId())
                .isPresent());
        assertThat(worker.as(owner).get("/devices").assertStatus(200).body()).contains(deepest);
        device.reports("{\"a\":" + deepest + "}");
        assertThat(device.isSent().path("detail").asString("")).isEqualTo("Invalid JSON");
    }

    @Test
    void reports_keep_their_order() {
        heard.next("device_connected");
        for (int i = 0; i < 200; i++) {
            device.reports("{\"n\": " + i + "}");
        }
        for (int i = 0; i < 200; i++) {
            assertHeard("{\"n\": " + i + "}");
        }
    }

    @Test
    void a_binary_frame_is_a_modbus_reply() {
        heard.next("device_connected");
        device.sendsBinary(HexFormat.of().parseHex("0903020aff8dd6"));
        JsonNode event = heard.next("device_data");
        assertThat(event.path("data").toString()).isEqualTo("{\"hex_response\":\"09 03 02 0a ff 8d d6\"}");
    }

    @Test
    void ping_is_answered_pong_and_is_no_report() {
        heard.next("device_connected");
        device.isSentNothing();
        device.reports("{\"n\": 1}");
        assertHeard("{\"n\": 1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "",
                "[1]",
                "1",
                "\"text\"",
                "null",
                "{\"a\": 1",
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": 1} {}",
                "{'a': 1}",
                "{\"a\": NaN}",
                "Ping"
            })
    void what_is_no_json_object_is_answered_and_the_socket_stays(String text) {
        heard.next("device_connected");
        device.socket().sendText(text);
        assertThat(device.isSent()).isEqualTo(Json.parse("{\"status\": \"error\", \"detail\": \"Invalid JSON\"}"));
        device.reports("{\"still\": \"here\"}");
        assertHeard("{\"still\": \"here\"}");
    }

    @Test
    void json_as_deep_as_no_message_is_refused() {
        device.socket().sendText("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000));
        assertThat(device.isSent().path("detail").asString("")).isEqualTo("Invalid JSON");
        device.isSentNothing();
    }

    @Test
    void a_report_may_have_64_KiB() {
        heard.next("device_connected");
        String text = "{\"a\":\"" + "x".repeat(LIMIT - 8) + "\"}";
        assertThat(text).hasSize(LIMIT);
        device.socket().sendText(text);
        assertThat(heard.next("device_data").at("/data/a").asString("")).hasSize(LIMIT - 8);
    }

    @Test
    void a_message_of_more_than_64_KiB_closes_the_socket_with_1009() {
        device.socket().sendText("{\"a\":\"" + "x".repeat(LIMIT - 7) + "\"}");
        device.socket().assertClosed(1009, "Message too big");
    }

    @Test
    void a_frame_of_more_than_64_KiB_is_refused_by_its_length_and_for_the_same_reason() {
        try (RawWebSocket raw = signedIn()) {
            RawWebSocket.Frame close = raw.sendBytes(RawWebSocket.header(true, RawWebSocket.TEXT, LIMIT + 1))
                    .readFrame(RawWebSocket.CLOSE);
            assertThat(close.closeCode()).isEqualTo(1009);
            assertThat(close.closeReason()).isEqualTo("Message too big");
        }
    }

    @Test
    void fragments_of_more_than_64_KiB_together_close_the_socket_with_1009() {
        try (RawWebSocket raw = signedIn()) {
            byte[] fragment = "x".repeat(LIMIT / 4).getBytes(StandardCharsets.UTF_8);
            raw.sendFrame(false, RawWebSocket.TEXT, fragment);
            for (int i = 0; i < 4; i++) {
                raw.sendFrame(false, RawWebSocket.CONTINUATION, fragment);
            }
            assertThat(raw.readFrame(RawWebSocket.CLOSE).closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void a_report_may_come_in_fragments_and_byte_by_byte() {
        heard.next("device_connected");
        try (RawWebSocket raw = signedIn()) {
            heard.next("device_connected");
            raw.sendFrame(false, RawWebSocket.TEXT, "{\"n\":".getBytes(StandardCharsets.UTF_8));
            raw.sendByteByByte(
                    RawWebSocket.frame(true, RawWebSocket.CONTINUATION, "1}".getBytes(StandardCharsets.UTF_8)));
            assertThat(heard.next("device_data").at("/data/n").asInt(0)).isEqualTo(1);
        }
    }

    @Test
    void a_report_in_fragments_of_one_byte_is_not_kept_as_a_buffer_for_each() {
        heard.next("device_connected");
        try (RawWebSocket raw = signedIn()) {
            heard.next("device_connected");
            int bytes = 60_000;
            raw.sendFrame(false, RawWebSocket.TEXT, "{".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < bytes; i++) {
                raw.sendFrame(false, RawWebSocket.CONTINUATION, " ".getBytes(StandardCharsets.UTF_8));
            }
            raw.sendFrame(true, RawWebSocket.PING, new byte[0]).readFrame(RawWebSocket.PONG);
            assertThat(LiveObjects.of("io.netty.buffer.CompositeByteBuf$Component"))
                    .isBetween(1, bytes / 20);
            raw.sendFrame(true, RawWebSocket.CONTINUATION, "\"n\":1}".getBytes(StandardCharsets.UTF_8));
            assertThat(heard.next("device_data").at("/data/n").asInt(0)).isEqualTo(1);
        }
    }

    private RawWebSocket signedIn() {
        return worker.rawDevice(owner, TestWorker.newId());
    }

    @Test
    void a_report_whose_connection_is_reset_in_mid_frame_is_none_and_its_device_is_gone() {
        heard.next("device_connected");
        RawWebSocket raw = signedIn();
        heard.next("device_connected");
        byte[] frame = RawWebSocket.frame(true, RawWebSocket.TEXT, "{\"n\": 1}".getBytes(StandardCharsets.UTF_8));
        raw.sendBytes(frame).sendBytes(Arrays.copyOf(frame, frame.length - 3));
        assertThat(heard.next("device_data").at("/data/n").asInt(0)).isEqualTo(1);
        raw.reset();
        heard.next("device_disconnected");
        device.isSentNothing();
        assertThat(heard.rest()).isEmpty();
    }

    @Test
    void coming_and_going_are_told() {
        JsonNode connected = heard.next("device_connected");
        String connection = worker.connectionOf(device.sessionId()).orElseThrow();
        assertThat(connected.path("device_id").asString("")).isEqualTo(device.sessionId());
        assertThat(connected.path("connection_id").asString("")).isEqualTo(connection);
        assertThat(connected.path("timestamp").asString("")).matches(TIME);
        device.leaves();
        JsonNode gone = heard.next("device_disconnected");
        assertThat(gone.path("device_id").asString("")).isEqualTo(device.sessionId());
        assertThat(gone.path("connection_id").asString("")).isEqualTo(connection);
        assertThat(gone.path("timestamp").asString("")).matches(TIME);
    }

    @Test
    void no_other_account_hears_of_it() {
        Person other = worker.user();
        try (Overheard stranger = Overheard.of(worker, other);
                TestSocket socket = worker.device(other).socket()) {
            stranger.next("device_connected");
            heard.next("device_connected");
            device.reports("{\"n\": 1}");
            assertHeard("{\"n\": 1}");
            socket.sendText("{\"n\": 2}");
            assertThat(stranger.next("device_data").at("/data/n").asInt(0)).isEqualTo(2);
            assertThat(stranger.rest()).isEmpty();
        }
    }
}
