package io.bellwire.worker.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Json;
import io.bellwire.worker.Overheard;
import io.bellwire.worker.TestWorker;
import io.bellwire.worker.TestWorker.Person;
import io.bellwire.worker.devices.DeviceHub;
import io.bellwire.worker.sessions.ThisWorker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DevicesTest {

    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+00:00";

    private final TestWorker worker = TestWorker.shared();
    private final Person owner = worker.user();

    private List<String> connected(Person caller, String query) {
        Answer answer = worker.as(caller).get("/devices/connected" + query).assertStatus(200);
        List<String> ids = answer.json()
                .path("connected_devices")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        assertThat(answer.json().path("count").asInt(-1)).isEqualTo(ids.size());
        assertThat(answer.json().size()).isEqualTo(2);
        return ids;
    }

    @Test
    void connected_devices_are_ones_own_and_sorted() {
        assertThat(worker.as(owner).get("/devices/connected").json())
                .isEqualTo(Json.parse("{\"connected_devices\": [], \"count\": 0}"));
        List<FakeDevice> devices = Stream.of("b", "a", "B", "1")
                .map(name -> worker.device(owner, name + "-" + owner.id()))
                .toList();
        FakeDevice other = worker.device(worker.user());
        assertThat(connected(owner, ""))
                .containsExactly("1-" + owner.id(), "B-" + owner.id(), "a-" + owner.id(), "b-" + owner.id());
        assertThat(connected(worker.operator(), ""))
                .contains(other.sessionId(), devices.get(0).sessionId())
                .isSorted();
        devices.get(0).leaves();
        Await.until("gone from the list", () -> connected(owner, "").size() == 3);
        devices.forEach(FakeDevice::close);
        other.close();
    }

    @Test
    void the_list_of_connected_devices_has_pages() {
        List<FakeDevice> devices = Stream.of("a", "b", "c", "d", "e")
                .map(name -> worker.device(owner, name + "-" + owner.id()))
                .toList();
        devices.get(2).leaves();
        Await.until("one has left", () -> connected(owner, "").size() == 4);
        assertThat(connected(owner, "?limit=2")).containsExactly("a-" + owner.id(), "b-" + owner.id());
        assertThat(connected(owner, "?limit=2&after=b-" + owner.id()))
                .containsExactly("d-" + owner.id(), "e-" + owner.id());
        assertThat(connected(owner, "?limit=2&after=e-" + owner.id())).isEmpty();
        assertThat(connected(owner, "?after=")).hasSize(4);
        devices.forEach(FakeDevice::close);
    }

    @Test
    void more_devices_than_a_page_of_the_database_are_all_there() {
        FakeDevice last = worker.device(owner, "z-" + owner.id());
        worker.sql(
                "INSERT INTO devices (session_id, user_id) SELECT 'many-' || i || '-%1$s', '%1$s'".formatted(owner.id())
                        + " FROM generate_series(1, 1200) AS i");
        assertThat(connected(owner, "")).containsExactly(last.sessionId());
        assertThat(worker.as(owner).get("/devices").json().path("devices").size())
                .isEqualTo(1201);
        assertThat(worker.as(owner)
                        .get("/devices?limit=3")
                        .json()
                        .path("devices")
                        .size())
                .isEqualTo(3);
        last.close();
    }

    @Test
    void status_tells_since_when_and_where_a_device_is_connected() {
        FakeDevice device = worker.device(owner);
        JsonNode status = worker.as(owner)
                .get("/devices/" + device.sessionId() + "/status")
                .assertStatus(200)
                .json();
        assertThat(status.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "connection_id", "session_id", "connected", "connected_at", "last_seen", "worker_id");
        assertThat(status.path("connection_id").asString(""))
                .isEqualTo(worker.connectionOf(device.sessionId()).orElseThrow());
        assertThat(status.path("session_id").asString("")).isEqualTo(device.sessionId());
        assertThat(status.path("connected").asBoolean(false)).isTrue();
        assertThat(status.path("connected_at").asString("")).matches(TIME);
        assertThat(status.path("last_seen").asString(""))
                .isEqualTo(status.path("connected_at").asString(""));
        assertThat(status.path("worker_id").asString(""))
                .isEqualTo(worker.bean(ThisWorker.class).id());
        Await.until("seen later", () -> {
            device.isSentNothing();
            return worker.as(worker.operator())
                            .get("/devices/" + device.sessionId() + "/status")
                            .json()
                            .path("last_seen")
                            .asString("")
                            .compareTo(status.path("last_seen").asString(""))
                    > 0;
        });
        device.leaves();
    }

    @Test
    void status_of_a_device_that_is_not_there_or_not_ones_own_is_404() {
        FakeDevice device = worker.device(owner);
        String detail = "Energetic device with session_id %s is not connected";
        worker.as(worker.user())
                .get("/devices/" + device.sessionId() + "/status")
                .assertProblem(404, detail.formatted(device.sessionId()));
        worker.as(owner).get("/devices/nobody/status").assertProblem(404, detail.formatted("nobody"));
        device.leaves();
        Await.that(() -> worker.as(owner)
                .get("/devices/" + device.sessionId() + "/status")
                .assertProblem(404, detail.formatted(device.sessionId())));
    }

    @Test
    void all_devices_are_listed_with_what_they_last_said() {
        FakeDevice silent = worker.device(owner, "a-" + owner.id());
        FakeDevice talking = worker.device(owner, "b-" + owner.id());
        try (Overheard heard = Overheard.of(worker, owner)) {
            talking.reports(Map.of("n", 1)).reports(Map.of("n", 2));
            heard.nextAfterOthers("device_data");
            heard.nextAfterOthers("device_data");
        }
        Await.until("the last one is kept", () -> worker.redisGet("ws:last:" + owner.id() + ":" + talking.sessionId())
                .filter(last -> last.contains("{\"n\":2}"))
                .isPresent());
        silent.leaves();
        Await.until(
                "one has left", () -> worker.connectionOf(silent.sessionId()).isEmpty());
        JsonNode devices =
                worker.as(owner).get("/devices").assertStatus(200).json().path("devices");
        assertThat(devices).hasSize(2);
        assertThat(devices.get(0)).isEqualTo(Json.parse("""
                                {"device_id": "a-%s", "connected": false, "connected_at": null,
                                 "last_data": null, "last_data_at": null}""".formatted(owner.id())));
        assertThat(devices.get(1).path("connected").asBoolean(false)).isTrue();
        assertThat(devices.get(1).path("connected_at").asString("")).matches(TIME);
        assertThat(devices.get(1).path("last_data").toString()).isEqualTo("{\"n\":2}");
        assertThat(devices.get(1).path("last_data_at").asString("")).matches(TIME);
        assertThat(worker.as(worker.user()).get("/devices").json().path("devices"))
                .isEmpty();
        assertThat(worker.as(worker.operator()).get("/devices").body()).contains("a-" + owner.id());
        talking.leaves();
    }

    @Test
    void a_report_that_cannot_be_read_costs_its_device_alone() {
        FakeDevice device = worker.device(owner);
        String key = "ws:last:" + owner.id() + ":" + device.sessionId();
        for (String value :
                List.of("not json", "[]", "{}", "{\"type\":\"device_data\"}", "{\"type\":\"of_tomorrow\"}")) {
            worker.redis().opsForValue().set(key, value).block(Await.LIMIT);
            JsonNode devices =
                    worker.as(owner).get("/devices").assertStatus(200).json();
            assertThat(devices.at("/devices/0/last_data").isNull()).as(value).isTrue();
        }
        device.leaves();
    }

    @Test
    void a_list_that_would_be_too_large_leaves_reports_out_but_not_when_they_came() {
        int many = 90;
        String report = "{\"hex_response\":\"" + "ab ".repeat(64 * 1024) + "\"}";
        String event = "{\"type\":\"device_data\",\"device_id\":\"any\",\"data\":" + report
                + ",\"timestamp\":\"2024-01-15T10:30:00.000+00:00\"}";
        worker.sql("INSERT INTO devices (session_id, user_id) SELECT 'large-' || i || '-%1$s', '%1$s'"
                        .formatted(owner.id())
                + " FROM generate_series(1, " + many + ") AS i");
        List<String> keys = IntStream.rangeClosed(1, many)
                .mapToObj(i -> "ws:last:%1$s:large-%2$d-%1$s".formatted(owner.id(), i))
                .toList();
        keys.forEach(key -> worker.redis().opsForValue().set(key, event).block(Await.LIMIT));
        Answer answer = worker.as(owner).get("/devices").assertStatus(200);
        keys.forEach(key -> worker.redis().delete(key).block(Await.LIMIT));
        worker.sql("DELETE FROM devices WHERE user_id = '" + owner.id() + "'");
        assertThat(answer.body().length()).isLessThan(14 * 1024 * 1024);
        List<JsonNode> devices = answer.json().path("devices").valueStream().toList();
        assertThat(devices).hasSize(many).allMatch(device -> device.path("last_data_at")
                .isString());
        assertThat(devices.stream().filter(device -> device.path("last_data").isNull()))
                .hasSizeBetween(1, many / 2);
    }

    @Test
    void deleting_a_device_disconnects_it_and_frees_its_id() {
        FakeDevice device = worker.device(owner);
        Person other = worker.user();
        try (Overheard heard = Overheard.of(worker, owner)) {
            device.reports(Map.of("n", 1));
            heard.nextAfterOthers("device_data");
            worker.as(other).delete("/devices/" + device.sessionId()).assertProblem(404, "does not exist");
            Answer answer = worker.as(owner).delete("/devices/" + device.sessionId());
            answer.assertStatus(204);
            assertThat(answer.body()).isEmpty();
            device.socket().assertClosed(1000, "Device deleted");
            heard.next("device_disconnected");
        }
        assertThat(worker.connectionOf(device.sessionId())).isEmpty();
        worker.as(owner).delete("/devices/" + device.sessionId()).assertProblem(404, "does not exist");
        FakeDevice taken = worker.device(other, device.sessionId());
        assertThat(worker.as(other)
                        .get("/devices")
                        .json()
                        .at("/devices/0/last_data")
                        .isNull())
                .isTrue();
        worker.as(worker.operator()).delete("/devices/" + device.sessionId()).assertStatus(204);
        taken.socket().assertClosed(1000, "Device deleted");
    }

    @Test
    void an_id_is_free_at_once_even_if_the_directory_has_a_generation_that_the_database_never_gave() {
        FakeDevice device = worker.device(owner);
        device.leaves();
        Await.until("left", () -> worker.connectionOf(device.sessionId()).isEmpty());
        worker.redis()
                .opsForValue()
                .set("ws:session:" + device.sessionId(), "former")
                .block(Await.LIMIT);
        worker.redis()
                .opsForHash()
                .putAll("ws:connection:former", Map.of("worker_id", "dead", "user_id", "x", "generation", "7777777777"))
                .block(Await.LIMIT);
        worker.sql("DELETE FROM devices WHERE session_id = '" + device.sessionId() + "'");
        worker.device(owner, device.sessionId()).isSentNothing().leaves();
        assertThat(worker.redisHash("ws:connection:former")).isEmpty();
    }

    @Test
    void health_counts_this_instances_devices_and_is_open() {
        Answer health = worker.http().as("a.stale.token").get("/health").assertStatus(200);
        assertThat(health.json().properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet()))
                .isEqualTo(Set.of("status", "service", "connected_devices"));
        assertThat(health.json().path("status").asString("")).isEqualTo("healthy");
        assertThat(health.json().path("service").asString("")).isEqualTo("energetic_devices_websocket_server");
        FakeDevice device = worker.device(owner);
        Await.that(() -> assertThat(worker.http()
                        .get("/health")
                        .json()
                        .path("connected_devices")
                        .asInt(0))
                .isEqualTo(worker.bean(DeviceHub.class).count())
                .isPositive());
        device.leaves();
    }

    @Test
    void readiness_names_what_is_behind() {
        JsonNode readiness = worker.http()
                .get("/actuator/health/readiness")
                .assertStatus(200)
                .json();
        assertThat(readiness.path("status").asString("")).isEqualTo("UP");
        assertThat(readiness.at("/components/r2dbc/status").asString("")).isEqualTo("UP");
        assertThat(readiness.at("/components/redis/status").asString("")).isEqualTo("UP");
        worker.http().get("/actuator/health/liveness").assertStatus(200);
        worker.http().get("/actuator/env").assertStatus(401);
    }
}
