package io.bellwire.gateway.faults;

import static io.bellwire.gateway.items.Samples.alarm;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.deviceapi.DeviceTopics;
import io.bellwire.gateway.Database;
import io.bellwire.gateway.FakeWorker;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.gateway.SyncingClient;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.Stopwatch;
import io.bellwire.testsupport.TestSocket;
import io.bellwire.testsupport.WireProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** PostgreSQL is cut off, silent or slow, for a gateway with every setting as in production. */
abstract class PostgresAway {

    private static final String ITEMS = "/api/alarms-timers";
    private static final String AWAY = "The database is unavailable";

    /** What one caller may hold a connection for, and some more. */
    private static final double BOUND_SECONDS = 25;

    private static final Database DATABASE = new Database(RealServices.postgres());
    private static final List<Wired> ALL = new ArrayList<>();

    private static FakeWorker worker;
    private static Wired broken;
    private static Wired slow;

    private record Wired(WireProxy wire, RunningGateway gateway) {

        static Wired start() {
            RealServices.Postgres server = RealServices.postgres();
            WireProxy wire = WireProxy.to(server.host(), server.port());
            RealServices.Postgres behind = new RealServices.Postgres(
                    "127.0.0.1", wire.port(), server.database(), server.user(), server.password());
            Wired wired = new Wired(wire, RunningGateway.on(behind, Map.of("bellwire.worker.url", worker.url())));
            ALL.add(wired);
            return wired;
        }
    }

    static void start() {
        worker = FakeWorker.withoutDevices();
        broken = Wired.start();
        slow = Wired.start();
    }

    static void stop() {
        ALL.forEach(wired -> {
            wired.wire().heal();
            wired.gateway().close();
            wired.wire().close();
        });
        worker.close();
    }

    private static void isWellAgain(RunningGateway gateway, Person person, List<SyncingClient> clients) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            gateway.http().get("/actuator/health/readiness").assertStatus(200);
            gateway.http(person).post(ITEMS, alarm("well-again")).assertStatus(200);
        });
        for (SyncingClient client : clients) {
            client.agreesWith(DATABASE);
            assertThat(client.syncReasons()).isEmpty();
        }
    }

    /** What the contract says of calls, sockets and health while PostgreSQL is away. */
    private static void isAwayAsTheContractSays(RunningGateway gateway, Person anna, SyncingClient client) {
        Stopwatch start = Stopwatch.start();
        Map<String, String> credentials = Map.of("email", anna.email(), "password", RunningGateway.PASSWORD);
        List<CompletableFuture<Answer>> calls = List.of(
                gateway.http(anna).postAsync(ITEMS, alarm("away")),
                gateway.http(anna).getAsync(ITEMS),
                gateway.http(anna).getAsync(ITEMS + "/changes?since=0"),
                gateway.http().postAsync("/api/v1/auth/login", credentials),
                gateway.http().postAsync("/api/v1/auth/refresh", Map.of("refresh_token", "any")));
        try (TestSocket refused = gateway.client(anna).opensSocket()) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(refused::isClosed);
            refused.assertClosed(1013, "Try again later");
        }
        for (CompletableFuture<Answer> call : calls) {
            Answer answer = call.join();
            answer.assertProblem(503, AWAY);
            assertThat(answer.header("Retry-After")).isNotEmpty();
        }
        assertThat(start.seconds()).as("seconds").isLessThan(BOUND_SECONDS);
        client.isStillConnected();
        Readiness.isMissing("r2dbc", gateway);
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void postgresql_is_cut_off_and_everything_but_sockets_and_telemetry_says_so() {
        RunningGateway gateway = broken.gateway();
        Person anna = gateway.newUser();
        SyncingClient client = SyncingClient.of(anna, gateway);
        TestSocket events = TestSocket.connect(gateway.webSocket("/ws/events?token=" + anna.token()));
        events.nextOfType("devices");
        broken.wire().cut();
        isAwayAsTheContractSays(gateway, anna, client);
        String event = "{\"type\":\"device_data\",\"device_id\":\"cerbo\",\"data\":{\"n\":1},"
                + "\"timestamp\":\"2024-01-15T12:00:00.000+00:00\"}";
        gateway.bean(Bus.class)
                .publish(DeviceTopics.of(anna.account().id()), event.getBytes(StandardCharsets.UTF_8))
                .block(Await.LIMIT);
        events.nextOfType("device_data");
        worker.answers(
                "/devices/cerbo/status",
                200,
                "{\"connection_id\":\"c1\",\"session_id\":\"cerbo\",\"connected\":true,\"worker_id\":\"w1\","
                        + "\"connected_at\":\"2024-01-15T12:00:00.000+00:00\",\"last_seen\":"
                        + "\"2024-01-15T12:00:00.000+00:00\"}");
        gateway.http(anna)
                .get("/api/energetic_device_proxy/devices/cerbo/status")
                .assertStatus(200);
        RunningGateway.shared().http(anna).post(ITEMS, alarm("elsewhere")).assertStatus(200);
        broken.wire().heal();
        isWellAgain(gateway, anna, List.of(client));
        assertThat(DATABASE.items(anna.id())).containsOnlyKeys("elsewhere", "well-again");
        client.close();
        events.close();
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void postgresql_is_half_open_and_calls_end_and_the_pool_recovers() {
        RunningGateway gateway = broken.gateway();
        Person anna = gateway.newUser();
        SyncingClient client = SyncingClient.of(anna, gateway);
        broken.wire().hold();
        isAwayAsTheContractSays(gateway, anna, client);
        RunningGateway.shared().http(anna).post(ITEMS, alarm("elsewhere")).assertStatus(200);
        broken.wire().heal();
        Stopwatch healed = Stopwatch.start();
        isWellAgain(gateway, anna, List.of(client));
        assertThat(healed.seconds()).as("seconds until all is well").isLessThan(20);
        assertThat(DATABASE.items(anna.id())).containsKeys("elsewhere", "well-again");
        client.close();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void postgresql_takes_2_s_for_each_answer_and_what_is_acknowledged_is_stored_and_told() {
        RunningGateway gateway = slow.gateway();
        Person anna = gateway.newUser();
        Person bert = gateway.newUser();
        List<SyncingClient> clients = List.of(SyncingClient.of(anna, gateway), SyncingClient.of(bert, gateway));
        for (int i = 0; i < 8; i++) {
            writesOf(gateway, List.of(anna, bert), "warm-" + i)
                    .forEach(write -> write.join().assertStatus(200));
        }
        slow.wire().delay(Duration.ofSeconds(1));
        Stopwatch start = Stopwatch.start();
        List<CompletableFuture<Answer>> writes = writesOf(gateway, List.of(anna, bert), "slow");
        clients.forEach(SyncingClient::isStillConnected);
        gateway.http().get("/health").assertStatus(200);
        writes.forEach(write -> write.join().assertStatus(200));
        assertThat(start.seconds()).as("seconds").isLessThan(BOUND_SECONDS);
        for (Person person : List.of(anna, bert)) {
            assertThat(DATABASE.items(person.id())).containsKey("slow");
        }
        slow.wire().heal();
        isWellAgain(gateway, anna, clients);
        clients.forEach(SyncingClient::close);
    }

    private static List<CompletableFuture<Answer>> writesOf(RunningGateway gateway, List<Person> people, String id) {
        return people.stream()
                .map(person -> gateway.http(person).postAsync(ITEMS, alarm(id)))
                .toList();
    }
}
