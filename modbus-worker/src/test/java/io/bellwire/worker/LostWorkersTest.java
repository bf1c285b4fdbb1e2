package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Http;
import io.bellwire.worker.TestWorker.Person;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import reactor.core.publisher.Flux;

/** Workers that fall silent, with the settings they have in the field: it takes as long as it takes. */
@Execution(CONCURRENT)
@Timeout(400)
class LostWorkersTest {

    /** As Redis says it. */
    private static final long NEVER_LAPSES = -1;

    private static OwnServers servers;
    private static TestWorker other;
    private static WorkerProcess frozen;
    private static WorkerProcess killed;

    @BeforeAll
    @Timeout(400)
    static void start() {
        servers = new OwnServers();
        other = servers.worker();
        frozen = servers.process();
        killed = servers.process();
        frozen.isUp();
        killed.isUp();
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    private static Answer send(Http http, String device, int n) {
        return http.post("/send_message", Map.of("session_token", device, "data", Map.of("n", n)));
    }

    private static List<String> connected(Http http) {
        return http.get("/devices/connected").assertStatus(200).json().path("connected_devices").values().stream()
                .map(id -> id.asString(""))
                .toList();
    }

    private static void waitUntil(String what, long since, Duration elapsed) {
        Awaitility.await()
                .alias(what)
                .atMost(elapsed.plusSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> System.nanoTime() - since >= elapsed.toNanos());
    }

    /** To the frozen worker, whose kernel takes the call. */
    private static void commandsAndHangsUp(Person owner, FakeDevice device) {
        String call = "POST /broadcast_modbus_command?session_id=%s HTTP/1.1\r\nHost: bellwire\r\n"
                + "Authorization: Bearer %s\r\nContent-Length: 0\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", frozen.port())) {
            socket.getOutputStream()
                    .write(call.formatted(device.sessionId(), owner.token()).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int n(FakeDevice device) {
        return device.isSent().path("n").asInt(0);
    }

    /** Old sockets stay open, as those of a device whose network is gone do, so that whatever is sent to them is seen. */
    @Test
    void a_worker_frozen_for_90_s_does_not_act_on_the_sessions_it_lost() {
        Person owner = other.user();
        Person heir = other.user();
        FakeDevice early = frozen.device(owner);
        FakeDevice late = frozen.device(owner);
        FakeDevice visitor = frozen.device(owner);
        FakeDevice inherited = frozen.device(owner);
        FakeDevice faithful = frozen.device(owner);
        List<FakeDevice> lost = List.of(early, late, visitor, inherited);
        try (Overheard heard = Overheard.of(other, owner);
                Overheard heardByHeir = Overheard.of(other, heir)) {
            frozen.process().freeze();
            commandsAndHangsUp(owner, faithful);
            frozen.process().thaw();
            send(frozen.as(owner), faithful.sessionId(), 9).assertStatus(200);
            assertThat(n(faithful)).as("what was given up is not sent").isEqualTo(9);
            faithful.isSentNothing();

            long since = System.nanoTime();
            frozen.process().freeze();
            FakeDevice earlyAgain = other.device(owner, early.sessionId());
            other.device(owner, visitor.sessionId()).leaves();
            lost.forEach(device -> device.reports(Map.of("stale", true)));
            commandsAndHangsUp(owner, late);
            commandsAndHangsUp(owner, faithful);
            send(other.as(owner), earlyAgain.sessionId(), 1).assertStatus(200);
            assertThat(n(earlyAgain)).isEqualTo(1);
            send(other.as(owner), faithful.sessionId(), 2).assertProblem(504, "whether it acted is not known");

            waitUntil("entries have lapsed", since, Duration.ofSeconds(62));
            assertThat(connected(other.as(owner))).containsExactly(earlyAgain.sessionId());
            FakeDevice lateAgain = other.device(owner, late.sessionId());
            other.as(owner).delete("/devices/" + inherited.sessionId()).assertStatus(204);
            FakeDevice inheritor = other.device(heir, inherited.sessionId());
            waitUntil("frozen for 90 s", since, Duration.ofSeconds(90));

            frozen.process().thaw();
            // over a new connection: it closes the one that was idle for so long
            Await.that(() -> frozen.http().get("/health").assertStatus(200));
            send(frozen.as(owner), early.sessionId(), 3).assertStatus(200);
            assertThat(n(earlyAgain)).isEqualTo(3);
            send(frozen.as(owner), late.sessionId(), 4).assertStatus(200);
            assertThat(n(lateAgain)).isEqualTo(4);
            send(frozen.as(owner), visitor.sessionId(), 5).assertProblem(404, "is not connected");
            send(frozen.as(owner), inherited.sessionId(), 6).assertProblem(404, "is not connected");
            send(frozen.as(heir), inherited.sessionId(), 7).assertStatus(200);
            assertThat(n(inheritor)).isEqualTo(7);

            for (FakeDevice device : lost) {
                device.socket().assertClosed(4409, "replaced");
                assertThat(device.socket().received())
                        .as("authenticated, and nothing after it")
                        .hasSize(1);
            }
            Await.until("the directory knows the faithful one again", () -> other.connectionOf(faithful.sessionId())
                    .isPresent());
            send(other.as(owner), faithful.sessionId(), 8).assertStatus(200);
            assertThat(n(faithful)).as("what was given up is not sent").isEqualTo(8);
            assertThat(connected(frozen.as(owner)))
                    .containsExactlyInAnyOrder(early.sessionId(), late.sessionId(), faithful.sessionId());
            assertThat(Stream.concat(heard.rest().stream(), heardByHeir.rest().stream()))
                    .noneMatch(event -> event.contains("stale"))
                    .filteredOn(event -> event.contains("device_disconnected"))
                    .singleElement()
                    .asString()
                    .contains(visitor.sessionId());
            List.of(earlyAgain, lateAgain, inheritor)
                    .forEach(device -> device.isSentNothing().leaves());
        }
    }

    private static Flux<Long> millisLeft(String key) {
        ByteBuffer name = StandardCharsets.UTF_8.encode(key);
        return other.redis().execute(redis -> redis.keyCommands().pTtl(name));
    }

    @Test
    void a_worker_that_is_killed_leaves_no_ghost_after_60_s() {
        Person owner = other.user();
        FakeDevice ghost = killed.device(owner);
        FakeDevice moving = killed.device(owner);
        long since = System.nanoTime();
        killed.process().kill();

        FakeDevice moved = other.device(owner, moving.sessionId());
        send(other.as(owner), moved.sessionId(), 1).assertStatus(200);
        assertThat(n(moved)).isEqualTo(1);
        send(other.as(owner), ghost.sessionId(), 2)
                .assertProblem(503, "The instance that has the device cannot be reached");
        other.as(owner)
                .post("/broadcast_modbus_command?session_id=" + ghost.sessionId())
                .assertProblem(503, "The instance that has the device cannot be reached");
        other.as(owner).get("/devices/" + ghost.sessionId() + "/status").assertStatus(503);

        Awaitility.await()
                .atMost(Duration.ofSeconds(75))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    boolean listed = connected(other.as(owner)).contains(ghost.sessionId());
                    int status = send(other.as(owner), ghost.sessionId(), 3).status();
                    assertThat(status).isIn(listed ? List.of(503, 404) : List.of(404));
                    return !listed;
                });
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(63));
        other.as(owner).get("/devices/" + ghost.sessionId() + "/status").assertProblem(404, "is not connected");
        assertThat(connected(other.as(owner))).containsExactly(moved.sessionId());
        assertThat(other.redis()
                        .keys("ws:*")
                        .filter(key -> !key.equals("ws:workers") && !key.equals("ws:claims"))
                        .flatMap(LostWorkersTest::millisLeft)
                        .collectList()
                        .block(Await.LIMIT))
                .as("all that is there lapses by itself, or has just lapsed")
                .allMatch(left -> left <= 60_000 && left != NEVER_LAPSES);
        moved.isSentNothing().leaves();
    }
}
