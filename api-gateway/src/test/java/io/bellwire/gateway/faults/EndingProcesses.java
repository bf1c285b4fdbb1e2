package io.bellwire.gateway.faults;

import static io.bellwire.gateway.items.Samples.alarm;
import static io.bellwire.gateway.items.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Database;
import io.bellwire.gateway.Database.Lock;
import io.bellwire.gateway.GatewayProcess;
import io.bellwire.gateway.Jwt;
import io.bellwire.gateway.SyncingClient;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeClient;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.Stopwatch;
import io.bellwire.testsupport.TestSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Gateways that are stopped, killed and started again, one of two at a time. */
abstract class EndingProcesses {

    private static final String ITEMS = "/api/alarms-timers";
    private static final int USERS = 10;
    private static final int SOCKETS_EACH = 100;

    private static final Database DATABASE = new Database(RealServices.postgres());

    private static GatewayProcess first;
    private static GatewayProcess second;

    private record User(String id, String token) {

        static User create() {
            String id = "user-" + UUID.randomUUID();
            return new User(id, Jwt.of(id).signed());
        }
    }

    static void start() {
        first = GatewayProcess.starting(RealServices.postgres(), RealServices.redis(), Map.of());
        second = GatewayProcess.starting(RealServices.postgres(), RealServices.redis(), Map.of());
    }

    static void stop() {
        first.close();
        second.close();
    }

    @BeforeEach
    void bothAreReady() {
        for (GatewayProcess gateway : List.of(first, second)) {
            if (!gateway.process().isAlive()) {
                gateway.startAgain();
            }
        }
        awaitBoth();
    }

    static void awaitBoth() {
        first.awaitReady();
        second.awaitReady();
    }

    private static SyncingClient client(User user, GatewayProcess gateway) {
        return SyncingClient.of(user.id(), user.token(), gateway.port());
    }

    private static TestSocket opens(User user, GatewayProcess gateway) {
        URI items = URI.create("ws://127.0.0.1:" + gateway.port() + ITEMS + "/ws");
        return FakeClient.at(items).as(user.token()).opensSocket();
    }

    private static List<TestSocket> manySockets(List<User> users, int each, GatewayProcess gateway) {
        List<TestSocket> sockets = new ArrayList<>();
        for (User user : users) {
            for (int i = 0; i < each; i++) {
                sockets.add(opens(user, gateway));
            }
        }
        sockets.forEach(socket -> socket.next("connected"));
        return sockets;
    }

    private static List<User> users() {
        return Stream.generate(User::create).limit(USERS).toList();
    }

    private static void put(GatewayProcess gateway, User user, String id) {
        gateway.http().as(user.token()).post(ITEMS, alarm(id)).assertStatus(200);
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void sigterm_with_1000_open_sockets_tells_them_1012_finishes_writes_and_ends_within_10_s() {
        List<User> users = users();
        User anna = users.get(0);
        List<TestSocket> sockets = manySockets(users, SOCKETS_EACH - 1, first);
        List<SyncingClient> clients =
                users.stream().map(user -> client(user, first)).toList();
        put(first, anna, "before");
        CompletableFuture<Answer> inFlight;
        Stopwatch start;
        try (Lock counter = DATABASE.lockCounter(anna.id())) {
            inFlight = first.http().as(anna.token()).postAsync(ITEMS, alarm("in-flight"));
            Await.until("it waits for a lock", counter::isWaitedFor);
            start = Stopwatch.start();
            first.process().terminate();
            Await.until("it is not ready", () -> !first.isReady());
            for (TestSocket socket : sockets) {
                socket.assertClosed(1012, "Service restart");
            }
        }
        inFlight.join().assertStatus(200);
        assertThat(first.process().awaitExit(Duration.ofSeconds(20))).isEqualTo(143);
        assertThat(start.seconds()).as("seconds from SIGTERM to the end").isLessThan(10);
        for (SyncingClient client : clients) {
            client.comesBackTo(second.port()).agreesWith(DATABASE);
            assertThat(client.syncReasons()).isEmpty();
            client.close();
        }
        assertThat(DATABASE.items(anna.id())).containsOnlyKeys("before", "in-flight");
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void a_gateway_with_1000_sockets_is_killed_and_its_clients_lose_nothing_elsewhere() {
        List<User> users = users();
        manySockets(users, SOCKETS_EACH - 1, first);
        List<SyncingClient> clients =
                users.stream().map(user -> client(user, first)).toList();
        users.forEach(user -> put(first, user, "before"));
        List<CompletableFuture<Answer>> writes = IntStream.range(0, 50)
                .mapToObj(i -> second.http().as(users.get(i % USERS).token()).postAsync(ITEMS, alarm("meanwhile-" + i)))
                .toList();
        first.process().kill();
        Stopwatch killed = Stopwatch.start();
        writes.forEach(write -> write.join().assertStatus(200));
        User anna = users.get(0);
        Awaitility.await().atMost(Duration.ofSeconds(45)).untilAsserted(() -> {
            TestSocket socket = opens(anna, second);
            try (socket) {
                socket.next("connected");
            }
        });
        assertThat(killed.seconds()).as("seconds for which the dead count").isLessThan(35);
        for (SyncingClient client : clients) {
            client.comesBackTo(second.port()).agreesWith(DATABASE);
            assertThat(client.syncReasons()).isEmpty();
        }
        Await.that(() -> assertThat(second.http()
                        .as(anna.token())
                        .get(ITEMS + "/ws/stats")
                        .json()
                        .path("total_connections")
                        .asInt())
                .isEqualTo(1));
        clients.forEach(SyncingClient::close);
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void a_rolling_restart_under_writes_loses_nothing() throws InterruptedException {
        User anna = User.create();
        User stranger = User.create();
        SyncingClient still = client(stranger, second);
        List<SyncingClient> clients =
                List.of(client(anna, first), client(anna, first), client(anna, second), client(anna, second));
        AtomicBoolean go = new AtomicBoolean(true);
        List<String> acknowledged = new ArrayList<>();
        Thread writer = new Thread(() -> {
            while (go.get()) {
                String id = "item-" + acknowledged.size();
                writesUntilAcknowledged(anna, id);
                acknowledged.add(id);
            }
        });
        writer.start();
        for (GatewayProcess restarted : List.of(first, second)) {
            restarted.process().terminate();
            assertThat(restarted.process().awaitExit(Duration.ofSeconds(20))).isEqualTo(143);
            GatewayProcess other = restarted == first ? second : first;
            for (SyncingClient client : clients) {
                if (client.isAt(restarted.port())) {
                    assertThat(client.catchesUp().socket().awaitClose().code()).isEqualTo(1012);
                    client.comesBackTo(other.port());
                }
            }
            restarted.startAgain().awaitReady();
        }
        go.set(false);
        writer.join();
        assertThat(acknowledged).hasSizeGreaterThan(20);
        assertThat(DATABASE.items(anna.id()).keySet()).containsExactlyInAnyOrderElementsOf(acknowledged);
        assertThat(DATABASE.items(anna.id()).values()).allMatch(item -> item.version() == 1);
        for (SyncingClient client : clients) {
            client.agreesWith(DATABASE);
            assertThat(client.syncReasons()).isEmpty();
            client.close();
        }
        assertThat(still.catchesUp().revisions()).isEmpty();
    }

    /** As a client does behind a balancer: whoever does not answer, or not with 200, is not asked again. */
    private static void writesUntilAcknowledged(User user, String id) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            for (GatewayProcess gateway : List.of(first, second)) {
                try {
                    Answer answer = gateway.http().as(user.token()).post(ITEMS, with(alarm(id), "version", 1));
                    if (answer.status() == 200 || answer.status() == 409) {
                        return true;
                    }
                } catch (AssertionError noAnswer) {
                    // the other one then
                }
            }
            return false;
        });
    }
}
