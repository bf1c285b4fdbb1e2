package io.bellwire.gateway.deviceevents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.deviceapi.DeviceTopics;
import io.bellwire.gateway.FakeWorker;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.gateway.SlowReader;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.TestSocket;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
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
        gateway = RunningGateway.with(Map.of(
                "bellwire.worker.url", worker.url(),
                "bellwire.worker.deadline", "1m",
                "bellwire.socket.stall-timeout", "5m"));
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

    /** One whose list is there. */
    private TestSocket watch(String query) {
        TestSocket socket = TestSocket.connect(gateway.webSocket("/ws/events?token=" + anna.token() + query));
        socket.next("connected");
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> socket.waiting() > 0);
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

    @Test
    void what_stopped_subscribers_have_yet_to_take_of_such_lists_is_not_held_for_them() {
        int readers = 8;
        TestSocket good = watch("");
        good.next("devices");
        long before = usedHeap();
        List<SlowReader> stopped = IntStream.range(0, readers)
                .mapToObj(n -> stoppedReader(good, n))
                .toList();
        assertThat(usedHeap() - before).isLessThan(readers * 4L * 1024 * 1024);
        SlowReader one = stopped.get(0).readsAsFastAsItCan();
        stopped.stream().skip(1).forEach(SlowReader::close);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> one.messages().size() > 1);
        assertThat(one.messages().get(1).path("devices")).hasSize(DEVICES).allMatch(device -> device.path("device_id")
                .isString());
        one.close();
    }

    /** One that has its greeting and little more. Before it comes something happens, so that its list is one of its own. */
    private SlowReader stoppedReader(TestSocket good, int n) {
        String event = ("{\"type\":\"device_data\",\"device_id\":\"d0000\",\"data\":{\"n\":%d},\"timestamp\":\"%s\"}")
                .formatted(n, "2024-01-15T12:00:05.000+00:00");
        gateway.bean(Bus.class)
                .publish(DeviceTopics.of(anna.account().id()), event.getBytes(StandardCharsets.UTF_8))
                .block(Await.LIMIT);
        good.next("device_data");
        SlowReader reader = SlowReader.at(gateway.webSocket("/ws/events?token=" + anna.token()))
                .reads(10_000);
        Await.until("it is greeted", () -> !reader.messages().isEmpty());
        return reader.reads(0);
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
