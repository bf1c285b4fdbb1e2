package io.bellwire.worker.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.RawWebSocket;
import io.bellwire.testsupport.TestSocket;
import io.bellwire.worker.Overheard;
import io.bellwire.worker.TestWorker;
import io.bellwire.worker.TestWorker.Person;
import io.bellwire.worker.sessions.ThisWorker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeviceSessionTest {

    private final TestWorker worker = TestWorker.shared();
    private final Person owner = worker.user();

    @Test
    void the_directory_in_redis_is_as_operators_know_it() {
        String id = TestWorker.newId();
        TestSocket device = worker.socketFrom("203.0.113.5", id);
        device.sendJson(Map.of("email", owner.email(), "password", TestWorker.PASSWORD));
        String connection = device.next().path("connection_id").asString("");
        String thisWorker = worker.bean(ThisWorker.class).id();

        assertThat(worker.redisGet("ws:session:" + id)).contains(connection);
        assertThat(worker.redisHash("ws:connection:" + connection))
                .containsOnlyKeys(
                        "worker_id", "session_id", "user_id", "generation", "connected_at", "client_ip", "claim")
                .containsEntry("worker_id", thisWorker)
                .containsEntry("session_id", id)
                .containsEntry("user_id", owner.id())
                .containsEntry("generation", worker.generationOf(id))
                .containsEntry("client_ip", "203.0.113.5")
                .hasEntrySatisfying("connected_at", at -> assertThat(at)
                        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+00:00"));
        assertThat(worker.redisGet("ws:worker:" + thisWorker)).contains("http://127.0.0.1:" + worker.port());
        assertThat(List.of("ws:session:" + id, "ws:connection:" + connection, "ws:worker:" + thisWorker))
                .allSatisfy(
                        key -> assertThat(lifetimeOf(key)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60)));
        double expiry =
                worker.redis().opsForZSet().score("ws:workers", thisWorker).block(Await.LIMIT);
        assertThat(Duration.ofMillis((long) expiry - System.currentTimeMillis()))
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(61));
        device.close();
    }

    private Duration lifetimeOf(String key) {
        return worker.redis().getExpire(key).block(Await.LIMIT);
    }

    @Test
    void whoever_leaves_leaves_nothing_behind() {
        FakeDevice device = worker.device(owner);
        String connection = worker.connectionOf(device.sessionId()).orElseThrow();
        device.leaves();
        Await.until("the entry is gone", () -> worker.connectionOf(device.sessionId())
                .isEmpty());
        assertThat(worker.redisHash("ws:connection:" + connection)).isEmpty();
    }

    @Test
    void the_same_account_connecting_again_replaces_the_old_socket() {
        try (Overheard heard = Overheard.of(worker, owner)) {
            FakeDevice old = worker.device(owner);
            String oldConnection = worker.connectionOf(old.sessionId()).orElseThrow();
            heard.next("device_connected");
            FakeDevice again = worker.device(owner, old.sessionId());
            old.socket().assertClosed(4409, "replaced");
            String connection = worker.connectionOf(old.sessionId()).orElseThrow();
            assertThat(connection).isNotEqualTo(oldConnection);
            assertThat(worker.redisHash("ws:connection:" + oldConnection)).isEmpty();
            assertThat(worker.redisHash("ws:connection:" + connection))
                    .containsEntry("generation", worker.generationOf(old.sessionId()));
            assertThat(worker.as(owner)
                            .post("/send_message", Map.of("session_token", old.sessionId(), "data", Map.of("n", 1)))
                            .json()
                            .path("connection_id")
                            .asString(""))
                    .isEqualTo(connection);
            assertThat(again.isSent().path("n").asInt(0)).isEqualTo(1);
            assertThat(heard.next("device_connected").path("connection_id").asString(""))
                    .isEqualTo(connection);
            again.leaves();
            assertThat(heard.next("device_disconnected").path("connection_id").asString(""))
                    .isEqualTo(connection);
        }
    }

    @Test
    void a_late_end_of_the_old_socket_takes_nothing_from_its_successor() {
        String id = TestWorker.newId();
        RawWebSocket old = worker.rawDevice(owner, id);
        FakeDevice again = worker.device(owner, id);
        String connection = worker.connectionOf(id).orElseThrow();
        assertThat(old.readFrame(RawWebSocket.CLOSE).closeCode()).isEqualTo(4409);
        old.reset();
        again.isSentNothing();
        assertThat(worker.connectionHere(id)).isEqualTo(connection);
        assertThat(worker.connectionOf(id)).contains(connection);
        assertThat(worker.redisHash("ws:connection:" + connection)).isNotEmpty();
        again.leaves();
    }

    /** It reads nothing, so that its close waits behind what it was sent. */
    @Test
    void a_device_that_was_deleted_may_come_back_while_its_old_socket_is_still_closing() {
        String id = TestWorker.newId();
        worker.device(owner, id).leaves();
        try (RawWebSocket old = worker.rawDevice(owner, id)) {
            Map<String, Object> message = Map.of("session_token", id, "data", Map.of("filler", "x".repeat(60_000)));
            Await.until(
                    "its socket is full",
                    () ->
                            IntStream.range(0, 16)
                                    .mapToObj(i -> worker.as(owner).postAsync("/send_message", message))
                                    .toList()
                                    .stream()
                                    .anyMatch(answer -> answer.join().status() != 200));
            worker.as(owner).delete("/devices/" + id).assertStatus(204);
            worker.device(owner, id).isSentNothing().leaves();
        }
    }

    @Test
    void an_id_that_was_not_seen_for_90_days_is_free() {
        FakeDevice device = worker.device(owner);
        device.leaves();
        Person other = worker.user();
        seenDaysAgo(device.sessionId(), 89);
        FakeDevice thief = worker.stranger(device.sessionId());
        thief.sendsCredentials(other.email(), TestWorker.PASSWORD).isRefused("Session belongs to another account");
        seenDaysAgo(device.sessionId(), 91);
        worker.device(other, device.sessionId()).leaves();
        FakeDevice former = worker.stranger(device.sessionId());
        former.sendsCredentials(owner.email(), TestWorker.PASSWORD).isRefused("Session belongs to another account");
    }

    private void seenDaysAgo(String id, int days) {
        worker.sql("UPDATE devices SET last_seen = now() - interval '%d days' WHERE session_id = '%s'"
                .formatted(days, id));
    }

    @Test
    void a_device_that_is_gone_without_a_word_is_dropped_at_the_second_unanswered_ping() {
        TestWorker impatient = TestWorker.impatient();
        String id = TestWorker.newId();
        try (RawWebSocket dead = impatient.rawDevice(owner, id)) {
            dead.readFrame(RawWebSocket.PING);
            dead.readFrame(RawWebSocket.PING);
            dead.awaitEnd();
        }
        Await.until("the entry is gone", () -> impatient.connectionOf(id).isEmpty());
    }

    @Test
    void a_device_that_answers_pings_stays() {
        TestWorker impatient = TestWorker.impatient();
        FakeDevice device = impatient.device(owner);
        Await.until("pinged", () -> device.socket().pings() >= 4);
        device.isSentNothing().leaves();
    }

    @Test
    void a_worker_that_stops_tells_its_devices_to_come_back_and_gives_up_their_sessions() {
        TestWorker stopping = TestWorker.start("spring.data.redis.database=2");
        FakeDevice device = stopping.device(owner);
        String stoppingId = stopping.bean(ThisWorker.class).id();
        stopping.close();
        device.socket().assertClosed(1012, "Service restart");
        TestWorker next = TestWorker.start("spring.data.redis.database=2");
        assertThat(next.connectionOf(device.sessionId())).isEmpty();
        assertThat(next.redisGet("ws:worker:" + stoppingId)).isEmpty();
        assertThat(next.redis().opsForZSet().score("ws:workers", stoppingId).blockOptional())
                .isEmpty();
        next.close();
    }
}
