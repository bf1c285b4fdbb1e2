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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/** A gateway with a worker that says what the test wants it to, and events as workers publish them. */
abstract class DeviceEventsFixture {

    static final String NOON = "2024-01-15T12:00:00.000+00:00";
    static final String LATER = "2024-01-15T12:00:05.000+00:00";

    /** All events, each after the gateway's own listeners have had it. One without locks, since an event loop adds to it. */
    private static final BlockingQueue<String> OFF_THE_BUS = new LinkedTransferQueue<>();

    static FakeWorker worker;
    static RunningGateway gateway;
    Person anna;

    @BeforeAll
    static void start() {
        worker = new FakeWorker();
        gateway = RunningGateway.with(Map.of(
                "bellwire.worker.url", worker.url(),
                "bellwire.device-events.poll-interval", "1h",
                "bellwire.device-events.retry-interval", "50ms"));
        listen();
    }

    /** By a pattern, since Redis serves those after the subscribers of the channel itself. */
    private static void listen() {
        CountDownLatch listening = new CountDownLatch(1);
        gateway.bean(Bus.class).subscribeAll("devices", new Bus.Listener() {
            @Override
            public void joined() {
                listening.countDown();
            }

            @Override
            public void received(String topic, byte[] payload) {
                OFF_THE_BUS.add(new String(payload, StandardCharsets.UTF_8));
            }
        });
        Await.until("the bus is listened to", () -> listening.getCount() == 0);
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
    static void devicesAre(String... devices) {
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

    static String connected(String id) {
        return ("{\"device_id\":\"%s\",\"connected\":true,\"connected_at\":\"%s\",\"last_data\":null,"
                        + "\"last_data_at\":null}")
                .formatted(id, NOON);
    }

    static String offline(String id) {
        return ("{\"device_id\":\"%s\",\"connected\":false,\"connected_at\":null,\"last_data\":{\"soc\":71.25},"
                        + "\"last_data_at\":\"%s\"}")
                .formatted(id, NOON);
    }

    static String event(String type, String device, String connection, String time) {
        return "{\"type\":\"%s\",\"device_id\":\"%s\",\"connection_id\":\"%s\",\"timestamp\":\"%s\"}"
                .formatted(type, device, connection, time);
    }

    static String data(String device, String data, String time) {
        return "{\"type\":\"device_data\",\"device_id\":\"%s\",\"data\":%s,\"timestamp\":\"%s\"}"
                .formatted(device, data, time);
    }

    void publish(String event) {
        publish(anna, event);
    }

    /** Returns when the event has reached the gateway's subscribers, which is later than Redis says that it has it. */
    static void publish(Person owner, String event) {
        gateway.bean(Bus.class)
                .publish(DeviceTopics.of(owner.account().id()), event.getBytes(StandardCharsets.UTF_8))
                .block(Await.LIMIT);
        try {
            String arrived;
            do {
                arrived = OFF_THE_BUS.poll(Await.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                assertThat(arrived).as("%s, off the bus", event).isNotNull();
            } while (!arrived.equals(event));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static TestSocket watch(Person person, String query) {
        TestSocket socket = TestSocket.connect(gateway.webSocket("/ws/events?token=" + person.token() + query));
        socket.next("connected");
        return socket;
    }

    /** What the interval does otherwise. */
    static void look() {
        gateway.bean(DeviceHubs.class).poll().block(Await.LIMIT);
    }

    TestSocket watch() {
        return watch(anna, "");
    }

    /** How many messages bring the subscriber there, whether by the event itself or by the state after it. */
    static int messagesUntilStep(TestSocket socket, int step) {
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
