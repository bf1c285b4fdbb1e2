package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.worker.Crowd.Member;
import io.bellwire.worker.TestWorker.Person;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** A worker is started again, and all of its devices come back at once; then it is stopped with all of them. */
@TestMethodOrder(OrderAnnotation.class)
@Timeout(300)
class ReconnectStormTest {

    private static final Logger log = LoggerFactory.getLogger(ReconnectStormTest.class);
    private static final int ACCOUNTS = 20;
    private static final int DEVICES = 2_000;
    private static final Duration STORM_LIMIT = Duration.ofSeconds(120);

    /** How long a device that is connected already may wait for an answer, on two cores shared with the devices. */
    private static final Duration NEIGHBOUR_LIMIT = Duration.ofSeconds(8);

    private static OwnServers servers;
    private static TestWorker other;
    private static WorkerProcess worker;
    private static Crowd crowd;

    @BeforeAll
    @Timeout(240)
    static void start() {
        servers = new OwnServers();
        other = servers.worker();
        worker = servers.process("management.endpoints.web.exposure.include=health,metrics")
                .isUp();
        crowd = Crowd.at(worker.sockets());
    }

    @AfterAll
    static void stop() {
        crowd.close();
        servers.close();
    }

    private static double hashesComputed(Person operator) {
        return worker.as(operator)
                .get("/actuator/metrics/bellwire.passwords.checked")
                .assertStatus(200)
                .json()
                .at("/measurements/0/value")
                .asDouble(-1);
    }

    private static Duration processorTime() {
        return ProcessHandle.of(worker.process().pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    /** They were connected before the worker went down. */
    private static Stream<Member> devicesOf(Person owner) {
        String prefix = TestWorker.newId();
        int each = DEVICES / ACCOUNTS;
        other.sql("INSERT INTO devices (session_id, user_id, generation) SELECT '%s-' || n, '%s', 1"
                        .formatted(prefix, owner.id())
                + " FROM generate_series(1, " + each + ") n");
        return IntStream.rangeClosed(1, each)
                .mapToObj(n -> new Member(prefix + "-" + n, owner.email(), TestWorker.PASSWORD));
    }

    @Test
    @Order(1)
    void two_thousand_devices_of_twenty_accounts_that_come_back_at_once_are_let_in_at_one_hash_each() {
        Person operator = other.operator();
        List<Member> members = IntStream.range(0, ACCOUNTS)
                .mapToObj(i -> other.user())
                .flatMap(ReconnectStormTest::devicesOf)
                .toList();
        FakeDevice neighbour = worker.device(operator);
        double hashesBefore = hashesComputed(operator);
        Duration processorBefore = processorTime();
        long start = System.nanoTime();
        crowd.connects(members);
        long longest = 0;
        while (crowd.signedIn() < DEVICES && System.nanoTime() - start < STORM_LIMIT.toNanos()) {
            long asked = System.nanoTime();
            neighbour.isSentNothing();
            longest = Math.max(longest, System.nanoTime() - asked);
        }
        Duration wall = Duration.ofNanos(System.nanoTime() - start);
        log.info(
                "{} devices signed in within {} ms, {} ms of the worker's processor time, {} told to try later,"
                        + " {} not reached at once; a neighbour waited {} ms at most",
                crowd.signedIn(),
                wall.toMillis(),
                processorTime().minus(processorBefore).toMillis(),
                crowd.toldToTryLater(),
                crowd.unreachable(),
                longest / 1_000_000);
        assertThat(crowd.refusals()).isEmpty();
        assertThat(crowd.signedIn()).isEqualTo(DEVICES);
        assertThat(crowd.ends()).isEmpty();
        assertThat(hashesComputed(operator) - hashesBefore).isEqualTo(ACCOUNTS);
        assertThat(Duration.ofNanos(longest)).isLessThan(NEIGHBOUR_LIMIT);
        assertThat(worker.as(operator)
                        .get("/devices/connected")
                        .json()
                        .path("count")
                        .asInt(0))
                .isEqualTo(DEVICES + 1);
        neighbour.leaves();
    }

    @Test
    @Order(2)
    void a_worker_that_is_stopped_with_all_of_them_says_so_gives_up_their_sessions_and_ends_within_10_s() {
        int open = crowd.signedIn();
        assertThat(open).isGreaterThanOrEqualTo(1_000);
        FakeDevice deaf = deafDevice();
        crowd.staysAway();
        long start = System.nanoTime();
        worker.process().terminate();
        Await.that(() -> worker.http().get("/actuator/health/readiness").assertStatus(503));
        FakeDevice.at(worker.sockets()).connects(TestWorker.newId()).socket().assertClosed(1012, "Service restart");
        assertThat(worker.process().awaitExit(Duration.ofSeconds(10))).isEqualTo(143);
        log.info(
                "Stopped with {} sockets in {} ms",
                open,
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        deaf.socket().abort();
        Await.until("all heard of it", () -> crowd.ends().size() == open);
        assertThat(crowd.ends()).containsOnly(1012);
        assertThat(other.redis().keys("ws:session:*").collectList().block(Await.LIMIT))
                .isEmpty();
        assertThat(other.redis().keys("ws:connection:*").collectList().block(Await.LIMIT))
                .isEmpty();
        assertThat(other.redis().opsForZSet().size("ws:workers").block(Await.LIMIT))
                .isEqualTo(1);
    }

    /** One that reads nothing, and has something to read: good-bye cannot be said to it. */
    private static FakeDevice deafDevice() {
        Person owner = other.user();
        FakeDevice deaf = worker.device(owner);
        deaf.socket().stopReading();
        Map<String, Object> message =
                Map.of("session_token", deaf.sessionId(), "data", Map.of("filler", "x".repeat(60_000)));
        List<CompletableFuture<Answer>> sent = IntStream.range(0, 120)
                .mapToObj(i -> worker.as(owner).postAsync("/send_message", message))
                .toList();
        assertThat(sent).anyMatch(answer -> answer.join().status() == 504);
        return deaf;
    }

    /** Redis is silent for a moment, so that no sign-in of these accounts comes to an end. */
    @Test
    @Order(3)
    void more_sign_ins_than_may_wait_are_told_to_try_later_and_succeed_when_they_do() {
        List<Member> members = membersOfTheirOwnAccounts(400);
        try (Crowd strangers = Crowd.at(other.sockets())) {
            servers.redis().freeze();
            try {
                strangers.connects(members);
                Await.until("some are told to try later", () -> strangers.toldToTryLater() > 0);
                assertThat(strangers.signedIn()).isZero();
            } finally {
                servers.redis().thaw();
            }
            Awaitility.await().atMost(STORM_LIMIT).until(() -> strangers.signedIn() == members.size());
            assertThat(strangers.refusals()).isEmpty();
            log.info("Of {} accounts, {} times one was told to try later", members.size(), strangers.toldToTryLater());
        }
    }

    /** With hashes that cost next to nothing. */
    private static List<Member> membersOfTheirOwnAccounts(int count) {
        BCryptPasswordEncoder cheap = new BCryptPasswordEncoder(4);
        List<String> ids = IntStream.range(0, count)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();
        other.sql("INSERT INTO users (id, email, name, roles, password_hash) VALUES "
                + ids.stream()
                        .map(id -> "('%s', '%s@example.com', '', '{USER}', '{bcrypt}%s')"
                                .formatted(id, id, cheap.encode(TestWorker.PASSWORD)))
                        .collect(Collectors.joining(", ")));
        return ids.stream()
                .map(id -> new Member("cerbo-" + id, id + "@example.com", TestWorker.PASSWORD))
                .toList();
    }
}
