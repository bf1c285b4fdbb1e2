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
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TwoWorkersTest {

    private static final String REDIS = "spring.data.redis.database=3";

    private static TestWorker here;
    private static TestWorker there;

    private final Person owner = here.user();

    @BeforeAll
    static void start() {
        here = TestWorker.start(REDIS);
        there = TestWorker.start(REDIS);
        Await.until(
                "both are known",
                () -> here.redis().opsForZSet().size("ws:workers").block() == 2);
    }

    /** What a worker asked the bus for when it started it gets from now on, as from the second of these on. */
    private static void hears(TestWorker worker) {
        Person nobody = worker.user();
        Overheard.of(worker, nobody).close();
        Overheard.of(worker, nobody).close();
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
    }

    private static Answer send(TestWorker worker, Person caller, String device) {
        return worker.as(caller).post("/send_message", Map.of("session_token", device, "data", Map.of("n", 1)));
    }

    @Test
    void a_command_finds_its_device_whichever_instance_is_asked() {
        FakeDevice device = there.device(owner);
        String connection = here.connectionOf(device.sessionId()).orElseThrow();
        Answer sent = send(here, owner, device.sessionId()).assertStatus(200);
        assertThat(sent.json())
                .isEqualTo(Json.parse(
                        "{\"detail\": \"Message sent\", \"session_token\": \"%s\", \"connection_id\": \"%s\"}"
                                .formatted(device.sessionId(), connection)));
        assertThat(device.isSent().path("n").asInt(0)).isEqualTo(1);

        Answer status =
                here.as(owner).get("/devices/" + device.sessionId() + "/status").assertStatus(200);
        assertThat(status.json().path("worker_id").asString(""))
                .isEqualTo(there.bean(ThisWorker.class).id());

        Answer broadcast = here.as(owner)
                .post("/broadcast_modbus_command?hex_data=01030000000ac585&session_id=" + device.sessionId())
                .assertStatus(200);
        assertThat(broadcast.json().path("sent_successfully").asInt(0)).isEqualTo(1);
        assertThat(broadcast.json().path("expected_crc").asString("")).isEqualTo("c5 cd");
        assertThat(device.isSent().path("hex_data").asString("")).isEqualTo("01 03 00 00 00 0a c5 85");

        assertThat(here.as(owner).get("/devices/connected").json().path("count").asInt(0))
                .isEqualTo(1);
        here.as(owner).delete("/devices/" + device.sessionId()).assertStatus(204);
        device.socket().assertClosed(1000, "Device deleted");
    }

    @Test
    void another_accounts_device_is_404_on_every_instance() {
        FakeDevice device = there.device(owner);
        Person other = here.user();
        send(here, other, device.sessionId()).assertProblem(404, "is not connected");
        send(there, other, device.sessionId()).assertProblem(404, "is not connected");
        send(here, here.operator(), device.sessionId()).assertStatus(200);
        device.isSent();
        device.isSentNothing().leaves();
    }

    @Test
    void a_device_that_reconnects_to_another_instance_is_replaced_there_and_does_not_disconnect() {
        try (Overheard heard = Overheard.of(there, owner)) {
            FakeDevice old = here.device(owner);
            heard.next("device_connected");
            FakeDevice again = there.device(owner, old.sessionId());
            old.socket().assertClosed(4409, "replaced");
            heard.next("device_connected");
            Await.until("forgotten", () -> here.bean(DeviceHub.class).count() == 0);
            send(here, owner, old.sessionId()).assertStatus(200);
            assertThat(again.isSent().path("n").asInt(0)).isEqualTo(1);
            assertThat(heard.rest()).isEmpty();
            again.leaves();
            heard.next("device_disconnected");
        }
    }

    @Test
    void of_connects_to_both_at_once_one_stays_and_is_where_the_directory_says() {
        String id = TestWorker.newId();
        List<FakeDevice> devices = IntStream.range(0, 8)
                .mapToObj(i -> (i % 2 == 0 ? here : there).stranger(id))
                .toList();
        devices.parallelStream().forEach(device -> device.sendsCredentials(owner.email(), TestWorker.PASSWORD));
        Await.until(
                "one is left",
                () -> devices.stream()
                                .filter(device -> !device.socket().isClosed())
                                .count()
                        == 1);
        FakeDevice left = devices.stream()
                .filter(device -> !device.socket().isClosed())
                .findFirst()
                .orElseThrow();
        String connection = here.connectionOf(id).orElseThrow();
        assertThat(left.isSent().path("connection_id").asString("")).isEqualTo(connection);
        assertThat(here.redisHash("ws:connection:" + connection)).containsEntry("generation", "8");
        send(here, owner, id).assertStatus(200);
        send(there, owner, id).assertStatus(200);
        left.leaves();
    }

    /** Twenty ids at the same time, each claimed by two sockets on each instance. */
    @Test
    void of_many_ids_claimed_on_both_at_once_each_ends_with_one_socket_that_the_directory_names() {
        record Round(String id, List<FakeDevice> devices) {
            List<FakeDevice> left() {
                return devices.stream()
                        .filter(device -> !device.socket().isClosed())
                        .toList();
            }
        }
        List<Round> rounds = IntStream.range(0, 20)
                .mapToObj(i -> TestWorker.newId())
                .map(id -> new Round(
                        id,
                        IntStream.range(0, 4)
                                .mapToObj(i -> (i % 2 == 0 ? here : there).stranger(id))
                                .toList()))
                .toList();
        List<FakeDevice> mixed = IntStream.range(0, 4)
                .boxed()
                .flatMap(i -> rounds.stream().map(round -> round.devices().get(i)))
                .toList();
        mixed.parallelStream().forEach(device -> device.sendsCredentials(owner.email(), TestWorker.PASSWORD));
        Await.until("one each is left", () -> rounds.stream()
                .allMatch(round -> round.left().size() == 1));
        for (Round round : rounds) {
            FakeDevice left = round.left().get(0);
            String connection = here.connectionOf(round.id()).orElseThrow();
            assertThat(left.isSent().path("connection_id").asString("")).isEqualTo(connection);
            assertThat(here.redisHash("ws:connection:" + connection)).containsEntry("generation", "4");
            assertThat(round.devices()).filteredOn(device -> device != left).allSatisfy(device -> device.socket()
                    .assertClosed(4409, "replaced"));
            there.stranger(round.id())
                    .sendsCredentials(here.operator().email(), TestWorker.PASSWORD)
                    .isRefused("Session belongs to another account");
            left.isSentNothing().leaves();
        }
    }

    /** Half of the guesses here, half of them there, all at once. */
    @Test
    void guesses_on_two_instances_at_once_are_limited_together() {
        List<FakeDevice> guessers = IntStream.range(0, 16)
                .mapToObj(i -> (i % 2 == 0 ? here : there).stranger(TestWorker.newId()))
                .toList();
        IntStream.range(0, guessers.size()).parallel().forEach(i -> guessers.get(i)
                .sendsCredentials(owner.email(), "guess " + i));
        assertThat(guessers.stream()
                        .map(device -> device.isSent().path("detail").asString("")))
                .filteredOn("Invalid credentials"::equals)
                .hasSize(10);
        assertThat(guessers)
                .allSatisfy(device -> assertThat(device.awaitsClose().code()).isEqualTo(1008));
        for (TestWorker worker : List.of(here, there)) {
            worker.stranger(TestWorker.newId())
                    .sendsCredentials(owner.email(), TestWorker.PASSWORD)
                    .isRefused("Too many attempts");
        }
    }

    @Test
    void a_broadcast_reaches_all_devices_of_all_instances_once_and_counts_them_exactly() {
        Person operator = here.operator();
        List<FakeDevice> devices = List.of(here.device(owner), there.device(owner), there.device(here.user()));
        hasNoOtherDevices(3);
        // Started again at the same address: known by its former id, too.
        knownAs("former-life", "http://127.0.0.1:" + there.port());
        for (TestWorker asked : List.of(here, there)) {
            Answer answer = asked.as(operator).post("/broadcast_modbus_command").assertStatus(200);
            assertThat(answer.json()).isEqualTo(Json.parse("""
                                    {"detail": "Modbus command broadcast complete", "total_devices": 3,
                                     "sent_successfully": 3, "failed": 0, "hex_command": "09 03 00 00 00 0a c4 85"}"""));
        }
        for (FakeDevice device : devices) {
            device.isSent();
            device.isSent();
            device.isSentNothing().leaves();
        }
        forget("former-life");
    }

    private void hasNoOtherDevices(int count) {
        Await.until(
                "only " + count,
                () -> here.bean(DeviceHub.class).count()
                                + there.bean(DeviceHub.class).count()
                        == count);
    }

    /** What the other instance is asked for as its part of a broadcast. */
    private static void assertReaches(long lastClaim, int sent, int failed) {
        Answer answer = there.as(there.operator())
                .with("Bellwire-Hop", "*")
                .with("Bellwire-Last-Claim", Long.toString(lastClaim))
                .post("/broadcast_modbus_command")
                .assertStatus(200);
        assertThat(answer.json().path("sent_successfully").asInt(-1)).isEqualTo(sent);
        assertThat(answer.json().path("failed").asInt(-1)).isEqualTo(failed);
        assertThat(answer.json().path("total_devices").asInt(-1)).isEqualTo(sent + failed);
    }

    private static long claimOf(FakeDevice device) {
        String connection = here.connectionOf(device.sessionId()).orElseThrow();
        return Long.parseLong(here.redisHash("ws:connection:" + connection).get("claim"));
    }

    @Test
    void a_device_that_was_claimed_after_a_broadcast_began_is_not_meant() {
        FakeDevice early = there.device(owner);
        FakeDevice late = there.device(owner);
        hasNoOtherDevices(2);
        assertReaches(claimOf(early) - 1, 0, 0);
        early.isSentNothing();
        assertReaches(claimOf(early), 1, 0);
        early.isSent();
        late.isSentNothing();
        assertReaches(claimOf(late), 2, 0);
        early.isSent();
        late.isSent();
        // of an instance of the version before, which names no claim
        there.as(there.operator())
                .with("Bellwire-Hop", "*")
                .post("/broadcast_modbus_command")
                .assertStatus(200);
        List.of(early, late).forEach(device -> {
            device.isSent();
            device.isSentNothing().leaves();
        });
    }

    @Test
    void a_device_that_is_anothers_by_now_is_not_meant_by_a_broadcast_and_one_that_redis_lost_has_failed() {
        FakeDevice kept = there.device(owner);
        FakeDevice moved = there.device(owner);
        FakeDevice lost = there.device(owner);
        hasNoOtherDevices(3);
        long lastClaim = claimOf(lost);
        here.redis()
                .opsForValue()
                .set("ws:session:" + moved.sessionId(), "another")
                .block();
        here.redis().delete("ws:session:" + lost.sessionId()).block();
        assertReaches(lastClaim, 1, 1);
        kept.isSent();
        List.of(kept, moved, lost).forEach(device -> device.isSentNothing().leaves());
        here.redis().delete("ws:session:" + moved.sessionId()).block();
    }

    @Test
    void claims_are_numbered_in_their_order_on_all_instances_and_also_after_redis_lost_the_number() {
        FakeDevice first = here.device(owner);
        FakeDevice second = there.device(owner);
        assertThat(claimOf(second)).isGreaterThan(claimOf(first));
        here.redis().delete("ws:claims").block();
        FakeDevice third = here.device(owner);
        assertThat(claimOf(third)).isGreaterThan(claimOf(second));
        here.redis().delete("ws:claims").block();
        hasNoOtherDevices(3);
        Answer answer =
                here.as(here.operator()).post("/broadcast_modbus_command").assertStatus(200);
        assertThat(answer.json().path("sent_successfully").asInt(0)).isEqualTo(3);
        FakeDevice fourth = there.device(owner);
        assertThat(claimOf(fourth))
                .isGreaterThan(Long.parseLong(here.redisGet("ws:claims").orElseThrow()) - 1)
                .isGreaterThan(claimOf(third));
        List.of(first, second, third).forEach(device -> {
            device.isSent();
            device.isSentNothing().leaves();
        });
        fourth.isSentNothing().leaves();
    }

    @Test
    void a_broadcast_says_when_an_instance_did_not_answer() throws IOException {
        FakeDevice device = there.device(owner);
        hasNoOtherDevices(1);
        knownAs("dead", "http://127.0.0.1:" + closedPort());
        Answer answer =
                here.as(here.operator()).post("/broadcast_modbus_command").assertStatus(200);
        assertThat(answer.json().path("partial").asBoolean(false)).isTrue();
        assertThat(answer.json().path("total_devices").asInt(0)).isEqualTo(1);
        assertThat(answer.json().path("sent_successfully").asInt(0)).isEqualTo(1);
        forget("dead");
        device.leaves();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void knownAs(String workerId, String address) {
        here.redis().opsForValue().set("ws:worker:" + workerId, address).block();
        here.redis()
                .opsForZSet()
                .add("ws:workers", workerId, System.currentTimeMillis() + 60_000)
                .block();
    }

    private static void forget(String workerId) {
        here.redis().delete("ws:worker:" + workerId).block();
        here.redis().opsForZSet().remove("ws:workers", workerId).block();
    }

    private String deviceAt(String workerId) {
        String id = TestWorker.newId();
        String connection = "connection-of-" + id;
        here.redis()
                .opsForValue()
                .set("ws:session:" + id, connection, Duration.ofMinutes(1))
                .block();
        here.redis()
                .opsForHash()
                .putAll(
                        "ws:connection:" + connection,
                        Map.of("worker_id", workerId, "user_id", owner.id(), "session_id", id, "generation", "1"))
                .block();
        return id;
    }

    @Test
    void a_device_whose_instance_is_gone_is_503_until_its_entry_lapses() throws IOException {
        String unheardOf = deviceAt("unheard-of");
        Answer answer = send(here, owner, unheardOf);
        answer.assertProblem(503, "The instance that has the device cannot be reached");
        assertThat(answer.header("Retry-After")).isNotEmpty();
        knownAs("dead", "http://127.0.0.1:" + closedPort());
        send(here, owner, deviceAt("dead")).assertProblem(503, "The instance that has the device cannot be reached");
        forget("dead");
        here.redis().delete("ws:session:" + unheardOf).block();
        send(here, owner, unheardOf).assertProblem(404, "is not connected");
    }

    @Test
    void a_device_of_an_instance_that_was_started_again_at_its_address_is_503_until_it_is_back() {
        knownAs("former-life", "http://127.0.0.1:" + there.port());
        String id = deviceAt("former-life");
        hasNoOtherDevices(0);
        for (TestWorker asked : List.of(here, there)) {
            send(asked, owner, id).assertProblem(503, "The instance that has the device cannot be reached");
            asked.as(owner)
                    .post("/broadcast_modbus_command?session_id=" + id)
                    .assertProblem(503, "The instance that has the device cannot be reached");
            asked.as(owner).get("/devices/" + id + "/status").assertStatus(503);
            send(asked, here.user(), id).assertProblem(404, "is not connected");
            Answer broadcast =
                    asked.as(asked.operator()).post("/broadcast_modbus_command").assertStatus(200);
            assertThat(broadcast.json().path("total_devices").asInt(-1)).isZero();
            assertThat(broadcast.json().has("partial")).isFalse();
        }
        FakeDevice back = there.device(owner, id);
        for (TestWorker asked : List.of(here, there)) {
            send(asked, owner, id).assertStatus(200);
            assertThat(back.isSent().path("n").asInt(0)).isEqualTo(1);
        }
        back.isSentNothing().leaves();
        forget("former-life");
        send(here, owner, deviceAt("former-life"))
                .assertProblem(503, "The instance that has the device cannot be reached");
    }

    @Test
    void where_the_other_instance_does_not_answer_the_outcome_is_unknown() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            knownAs("mute", "http://127.0.0.1:" + mute.getLocalPort());
            long start = System.nanoTime();
            send(here, owner, deviceAt("mute")).assertProblem(504, "whether it acted is not known");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(2900), Duration.ofMillis(4900));
            forget("mute");
        }
    }

    @Test
    void an_entry_that_the_other_instance_knows_nothing_of_is_404_and_is_cleaned_up() {
        String id = deviceAt(there.bean(ThisWorker.class).id());
        send(here, owner, id).assertProblem(404, "is not connected");
        assertThat(here.connectionOf(id)).isEmpty();
    }

    @Test
    void a_call_is_handed_on_once_and_only_to_the_connection_it_is_meant_for() {
        FakeDevice device = there.device(owner);
        String connection = here.connectionOf(device.sessionId()).orElseThrow();
        Map<String, Object> body = Map.of("session_token", device.sessionId(), "data", Map.of());
        here.as(owner)
                .with("Bellwire-Hop", connection)
                .post("/send_message", body)
                .assertProblem(404, "is not connected");
        there.as(owner)
                .with("Bellwire-Hop", "another-connection")
                .post("/send_message", body)
                .assertProblem(404, "is not connected");
        device.isSentNothing();
        there.as(owner)
                .with("Bellwire-Hop", connection)
                .post("/send_message", body)
                .assertStatus(200);
        assertThat(here.connectionOf(device.sessionId())).contains(connection);
        device.isSent();
        device.leaves();
    }
}
