package io.bellwire.worker.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.RawWebSocket;
import io.bellwire.testsupport.TestSocket;
import io.bellwire.worker.Overheard;
import io.bellwire.worker.TestWorker;
import io.bellwire.worker.TestWorker.Person;
import io.bellwire.worker.sessions.Claim;
import io.bellwire.worker.sessions.Release;
import io.bellwire.worker.sessions.Renewal;
import io.bellwire.worker.sessions.SessionDirectory;
import io.bellwire.worker.sessions.SessionEntry;
import io.bellwire.worker.sessions.ThisWorker;
import java.time.Duration;
import java.time.Instant;
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
                worker.redis().opsForZSet().score("ws:workers", thisWorker).block();
        assertThat(Duration.ofMillis((long) expiry - System.currentTimeMillis()))
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(61));
        device.close();
    }

    private Duration lifetimeOf(String key) {
        return worker.redis().getExpire(key).block();
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
        RawWebSocket old = RawWebSocket.connect(worker.socket(id));
        old.sendText("{\"email\": \"%s\", \"password\": \"%s\"}".formatted(owner.email(), TestWorker.PASSWORD));
        assertThat(old.readFrame().text()).contains("authenticated");
        FakeDevice again = worker.device(owner, id);
        String connection = worker.connectionOf(id).orElseThrow();
        assertThat(old.readFrame(RawWebSocket.CLOSE).closeCode()).isEqualTo(4409);
        old.reset();
        again.isSentNothing();
        assertThat(worker.bean(DeviceHub.class)
                        .find(new SessionId(id))
                        .orElseThrow()
                        .entry()
                        .connectionId())
                .isEqualTo(connection);
        assertThat(worker.connectionOf(id)).contains(connection);
        assertThat(worker.redisHash("ws:connection:" + connection)).isNotEmpty();
        again.leaves();
    }

    @Test
    void of_many_sockets_that_sign_in_at_once_the_last_generation_stays() {
        String id = TestWorker.newId();
        List<FakeDevice> devices =
                IntStream.range(0, 8).mapToObj(i -> worker.stranger(id)).toList();
        devices.parallelStream().forEach(device -> device.sendsCredentials(owner.email(), TestWorker.PASSWORD));
        Await.until(
                "one is left",
                () -> devices.stream()
                                .filter(device -> device.socket().isClosed())
                                .count()
                        == 7);
        String connection = worker.connectionOf(id).orElseThrow();
        assertThat(worker.redisHash("ws:connection:" + connection))
                .containsEntry("generation", worker.generationOf(id));
        FakeDevice left = devices.stream()
                .filter(device -> !device.socket().isClosed())
                .findFirst()
                .orElseThrow();
        assertThat(left.isSent().path("connection_id").asString("")).isEqualTo(connection);
        assertThat(worker.bean(DeviceHub.class)
                        .find(new SessionId(id))
                        .orElseThrow()
                        .entry()
                        .connectionId())
                .isEqualTo(connection);
        left.leaves();
    }

    @Test
    void every_connect_takes_a_higher_generation_also_of_an_id_that_was_deleted_meanwhile() {
        String id = TestWorker.newId();
        long before = 0;
        for (int round = 0; round < 4; round++) {
            FakeDevice device = worker.device(owner, id);
            assertThat(worker.redisHash(
                            "ws:connection:" + worker.connectionOf(id).orElseThrow()))
                    .containsEntry("generation", worker.generationOf(id));
            assertThat(Long.parseLong(worker.generationOf(id))).isGreaterThan(before);
            before = Long.parseLong(worker.generationOf(id));
            device.leaves();
            if (round % 2 == 0) {
                worker.as(owner).delete("/devices/" + id).assertStatus(204);
            }
        }
    }

    /** As instances of the version before do, which know of no generations but the row's. */
    @Test
    void a_generation_is_higher_than_the_rows_even_where_that_is_ahead_of_all() {
        FakeDevice old = worker.device(owner);
        long ahead = Long.parseLong(worker.generationOf(old.sessionId())) + 1_000_000;
        worker.sql("UPDATE devices SET generation = %d WHERE session_id = '%s'".formatted(ahead, old.sessionId()));
        FakeDevice again = worker.device(owner, old.sessionId());
        old.socket().assertClosed(4409, "replaced");
        assertThat(worker.generationOf(old.sessionId())).isEqualTo(Long.toString(ahead + 1));
        again.leaves();
    }

    /** It reads nothing, so that its close waits behind what it was sent. */
    @Test
    void a_device_that_was_deleted_may_come_back_while_its_old_socket_is_still_closing() {
        String id = TestWorker.newId();
        worker.device(owner, id).leaves();
        try (RawWebSocket old = RawWebSocket.connect(worker.socket(id))) {
            old.sendText("{\"email\": \"%s\", \"password\": \"%s\"}".formatted(owner.email(), TestWorker.PASSWORD));
            assertThat(old.readFrame().text()).contains("authenticated");
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
    void a_lower_generation_neither_takes_a_session_nor_keeps_it() {
        SessionDirectory directory = worker.bean(SessionDirectory.class);
        SessionId id = new SessionId(TestWorker.newId());
        SessionEntry older = entry(id, "older", 4);
        SessionEntry newer = entry(id, "newer", 5);
        assertThat(directory.claim(older).block()).isEqualTo(new Claim.Granted(null));
        assertThat(directory.claim(newer).block())
                .isEqualTo(new Claim.Granted(new Claim.Replaced(
                        "older", worker.bean(ThisWorker.class).id())));
        assertThat(directory.claim(older).block()).isEqualTo(new Claim.Outranked(5));
        assertThat(directory.renew(List.of(older, newer)).block()).containsExactly(Renewal.REPLACED, Renewal.RENEWED);
        assertThat(directory.release(id, "older").block()).isEqualTo(Release.TAKEN);
        assertThat(worker.connectionOf(id.value())).contains("newer");
        assertThat(directory.release(id, "newer").block()).isEqualTo(Release.RELEASED);
        assertThat(worker.connectionOf(id.value())).isEmpty();
        assertThat(directory.release(id, "newer").block()).isEqualTo(Release.LAPSED);
        assertThat(directory.renew(List.of(newer)).block()).containsExactly(Renewal.LOST);
    }

    private SessionEntry entry(SessionId id, String connection, long generation) {
        return new SessionEntry(
                id, connection, owner.account().id(), generation, Instant.parse("2024-01-15T10:30:00Z"), "192.0.2.1");
    }

    @Test
    void entries_are_renewed_before_they_lapse_and_come_back_when_redis_has_lost_them() {
        TestWorker impatient = TestWorker.impatient();
        FakeDevice device = impatient.device(owner);
        String key = "ws:session:" + device.sessionId();
        String connection = impatient.connectionOf(device.sessionId()).orElseThrow();
        Duration rest = Duration.ofSeconds(1);
        impatient.redis().expire(key, rest).block();
        Await.until("renewed", () -> impatient.redis().getExpire(key).block().compareTo(rest) > 0);
        impatient.redis().delete(key, "ws:connection:" + connection).block();
        impatient
                .redis()
                .delete(
                        "ws:workers",
                        "ws:worker:" + impatient.bean(ThisWorker.class).id())
                .block();
        Await.until("claimed again", () -> impatient
                .connectionOf(device.sessionId())
                .filter(connection::equals)
                .isPresent());
        assertThat(impatient.redisHash("ws:connection:" + connection))
                .containsEntry("generation", impatient.generationOf(device.sessionId()));
        Await.until(
                "known again",
                () -> impatient.redis().opsForZSet().size("ws:workers").block() > 0);
        device.isSentNothing().leaves();
    }

    @Test
    void a_device_whose_lapsed_session_is_claimed_again_is_told_of_again() {
        TestWorker impatient = TestWorker.impatient();
        try (Overheard heard = Overheard.of(impatient, owner)) {
            FakeDevice device = impatient.device(owner);
            String connected = heard.nextText();
            String connection = impatient.connectionOf(device.sessionId()).orElseThrow();
            impatient
                    .redis()
                    .delete("ws:session:" + device.sessionId(), "ws:connection:" + connection)
                    .block();
            assertThat(heard.nextText())
                    .isEqualTo(connected)
                    .contains("device_connected")
                    .contains(connection);
            device.reports("{\"n\": 1}");
            heard.next("device_data");
            device.leaves();
            heard.next("device_disconnected");
        }
    }

    @Test
    void a_session_that_another_generation_has_taken_meanwhile_is_ended_at_the_next_renewal() {
        TestWorker impatient = TestWorker.impatient();
        FakeDevice device = impatient.device(owner);
        SessionId id = new SessionId(device.sessionId());
        impatient.redis().delete("ws:session:" + id).block();
        long higher = Long.parseLong(impatient.generationOf(id.value())) + 1;
        impatient
                .bean(SessionDirectory.class)
                .claim(entry(id, "elsewhere", higher))
                .block();
        device.socket().assertClosed(4409, "replaced");
        assertThat(impatient.connectionOf(device.sessionId())).contains("elsewhere");
    }

    @Test
    void a_lost_session_is_not_claimed_again_by_an_outdated_generation() {
        TestWorker impatient = TestWorker.impatient();
        FakeDevice device = impatient.device(owner);
        impatient.sql("UPDATE devices SET generation = generation + 1 WHERE session_id = '" + device.sessionId() + "'");
        impatient.redis().delete("ws:session:" + device.sessionId()).block();
        device.socket().assertClosed(4409, "replaced");
        assertThat(impatient.connectionOf(device.sessionId())).isEmpty();
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
        try (RawWebSocket dead = RawWebSocket.connect(impatient.socket(id))) {
            dead.sendText("{\"email\": \"%s\", \"password\": \"%s\"}".formatted(owner.email(), TestWorker.PASSWORD));
            assertThat(dead.readFrame().text()).contains("authenticated");
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
