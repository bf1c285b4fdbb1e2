package io.bellwire.gateway.deviceevents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.FakeWorker;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.TestSocket;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Accounts whose devices have reported more than anybody wants to hold at once. */
class LargeListsTest {

    private static final int DEVICES = 1_000;
    private static final int PAGE = 200;
    private static final String REPORT = "{\"filler\":\"" + "x".repeat(60_000) + "\"}";
    private static final String NOON = "2024-01-15T12:00:00.000+00:00";

    private static FakeWorker worker;
    private static RunningGateway gateway;

    private final Person anna = gateway.newUser();

    @BeforeAll
    static void start() {
        worker = FakeWorker.withoutDevices();
        for (int first = 0; first < DEVICES; first += PAGE) {
            String after = first == 0 ? "" : id(first - 1);
            worker.answers(
                    "/devices?limit=200&after=" + after,
                    IntStream.range(first, first + PAGE)
                            .mapToObj(LargeListsTest::device)
                            .collect(Collectors.joining(",", "{\"devices\":[", "]}")));
        }
        worker.answers("/devices?limit=200&after=" + id(DEVICES - 1), "{\"devices\":[]}");
        gateway = RunningGateway.with(Map.of("bellwire.worker.url", worker.url()));
    }

    private static String id(int n) {
        return "d%04d".formatted(n);
    }

    private static String device(int n) {
        return ("{\"device_id\":\"%s\",\"connected\":false,\"connected_at\":null,\"last_data\":%s,"
                        + "\"last_data_at\":\"%s\"}")
                .formatted(id(n), REPORT, NOON);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        worker.close();
    }

    private TestSocket watch(String query) {
        TestSocket socket = TestSocket.connect(gateway.webSocket("/ws/events?token=" + anna.token() + query));
        socket.next("connected");
        return socket;
    }

    @Test
    void of_a_thousand_devices_with_60_KB_each_all_are_listed_and_reports_up_to_16_MiB() {
        List<JsonNode> devices =
                watch("").next("devices").path("devices").valueStream().toList();
        assertThat(devices.stream().map(device -> device.path("device_id").asString()))
                .containsExactlyElementsOf(
                        IntStream.range(0, DEVICES).mapToObj(LargeListsTest::id).toList());
        assertThat(devices).allMatch(device -> device.path("last_data_at").isString());
        assertThat(devices.stream().filter(device -> device.path("last_data").isObject()))
                .hasSize(16 * 1024 * 1024 / REPORT.length());
        JsonNode one = watch("&device_id=d0000").next("devices").path("devices").path(0);
        assertThat(one.path("last_data").toString()).isEqualTo(REPORT);
    }
}
