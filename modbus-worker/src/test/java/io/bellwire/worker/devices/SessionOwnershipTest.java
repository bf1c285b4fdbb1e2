package io.bellwire.worker.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of several connections of one device the one of the highest generation has the session, and keeps it. */
class SessionOwnershipTest {

    private final TestWorker worker = TestWorker.shared();
    private final Person owner = worker.user();

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
        assertThat(worker.connectionHere(id)).isEqualTo(connection);
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

    @Test
    void a_lower_generation_neither_takes_a_session_nor_keeps_it() {
        SessionDirectory directory = worker.bean(SessionDirectory.class);
        SessionId id = new SessionId(TestWorker.newId());
        SessionEntry older = entry(id, "older", 4);
        SessionEntry newer = entry(id, "newer", 5);
        assertThat(directory.claim(older).block(Await.LIMIT)).isEqualTo(new Claim.Granted(null));
        assertThat(directory.claim(newer).block(Await.LIMIT))
                .isEqualTo(new Claim.Granted(new Claim.Replaced(
                        "older", worker.bean(ThisWorker.class).id())));
        assertThat(directory.claim(older).block(Await.LIMIT)).isEqualTo(new Claim.Outranked(5));
        assertThat(directory.renew(List.of(older, newer)).block(Await.LIMIT))
                .containsExactly(Renewal.REPLACED, Renewal.RENEWED);
        assertThat(directory.release(id, "older").block(Await.LIMIT)).isEqualTo(Release.TAKEN);
        assertThat(worker.connectionOf(id.value())).contains("newer");
        assertThat(directory.release(id, "newer").block(Await.LIMIT)).isEqualTo(Release.RELEASED);
        assertThat(worker.connectionOf(id.value())).isEmpty();
        assertThat(directory.release(id, "newer").block(Await.LIMIT)).isEqualTo(Release.LAPSED);
        assertThat(directory.renew(List.of(newer)).block(Await.LIMIT)).containsExactly(Renewal.LOST);
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
        impatient.redis().expire(key, rest).block(Await.LIMIT);
        Await.until(
                "renewed",
                () -> impatient.redis().getExpire(key).block(Await.LIMIT).compareTo(rest) > 0);
        impatient.redis().delete(key, "ws:connection:" + connection).block(Await.LIMIT);
        impatient
                .redis()
                .delete(
                        "ws:workers",
                        "ws:worker:" + impatient.bean(ThisWorker.class).id())
                .block(Await.LIMIT);
        Await.until("claimed again", () -> impatient
                .connectionOf(device.sessionId())
                .filter(connection::equals)
                .isPresent());
        assertThat(impatient.redisHash("ws:connection:" + connection))
                .containsEntry("generation", impatient.generationOf(device.sessionId()));
        Await.until(
                "known again",
                () -> impatient.redis().opsForZSet().size("ws:workers").block(Await.LIMIT) > 0);
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
                    .block(Await.LIMIT);
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
        impatient.redis().delete("ws:session:" + id).block(Await.LIMIT);
        long higher = Long.parseLong(impatient.generationOf(id.value())) + 1;
        impatient
                .bean(SessionDirectory.class)
                .claim(entry(id, "elsewhere", higher))
                .block(Await.LIMIT);
        device.socket().assertClosed(4409, "replaced");
        assertThat(impatient.connectionOf(device.sessionId())).contains("elsewhere");
    }

    @Test
    void a_lost_session_is_not_claimed_again_by_an_outdated_generation() {
        TestWorker impatient = TestWorker.impatient();
        FakeDevice device = impatient.device(owner);
        impatient.sql("UPDATE devices SET generation = generation + 1 WHERE session_id = '" + device.sessionId() + "'");
        impatient.redis().delete("ws:session:" + device.sessionId()).block(Await.LIMIT);
        device.socket().assertClosed(4409, "replaced");
        assertThat(impatient.connectionOf(device.sessionId())).isEmpty();
    }
}
