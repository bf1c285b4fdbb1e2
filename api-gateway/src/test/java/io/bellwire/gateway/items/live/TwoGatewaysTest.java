package io.bellwire.gateway.items.live;

import static io.bellwire.gateway.items.Samples.alarm;
import static io.bellwire.gateway.items.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Database;
import io.bellwire.gateway.OtherGateway;
import io.bellwire.gateway.RawRedis;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.gateway.SyncingClient;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeClient;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.Stopwatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two gateways on one PostgreSQL and one Redis are one service. */
class TwoGatewaysTest {

    private static final String ITEMS = "/api/alarms-timers";

    private final RunningGateway gateway = RunningGateway.shared();
    private final RunningGateway other = OtherGateway.shared();
    private final Database database = new Database(RealServices.postgres());
    private final Person anna = gateway.newUser();
    private final Http here = gateway.http(anna);
    private final Http there = other.http(anna);
    private final List<AutoCloseable> clients = new ArrayList<>();

    private FakeClient desktop(RunningGateway at) {
        FakeClient client = at.client(anna).connects();
        clients.add(client);
        return client;
    }

    private SyncingClient syncing(RunningGateway at) {
        SyncingClient client = SyncingClient.of(anna, at);
        clients.add(client);
        return client;
    }

    @AfterEach
    void disconnect() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
    }

    private static int connections(Http http) {
        return http.get(ITEMS + "/ws/stats").json().path("total_connections").asInt(-1);
    }

    @Test
    void a_write_on_one_reaches_clients_of_the_other_over_the_bus() {
        FakeClient client = desktop(other);
        FakeClient stranger = other.client(gateway.newUser()).connects();
        clients.add(stranger);
        here.post(ITEMS, alarm("a0")).assertStatus(200);
        JsonNode event = client.receives("alarm_created", "a0");
        double fastest = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            Stopwatch written = Stopwatch.start();
            here.post(ITEMS, with(alarm("a1"), "label", "label " + i)).assertStatus(200);
            event = client.receives(i == 0 ? "alarm_created" : "alarm_updated", "a1");
            fastest = Math.min(fastest, written.seconds());
        }
        assertThat(fastest).as("seconds, the sweep comes every 5").isLessThan(2);
        assertThat(event.path("data")).isEqualTo(there.get(ITEMS + "/a1").json());
        client.receivesNothing();
        stranger.receivesNothing();
    }

    @Test
    void writes_on_both_at_once_reach_every_client_of_both_in_order_and_once() {
        List<SyncingClient> all = List.of(syncing(gateway), syncing(gateway), syncing(other), syncing(other));
        int writes = 200;
        IntStream.range(0, writes)
                .mapToObj(i -> (i % 2 == 0 ? here : there).postAsync(ITEMS, alarm("a" + i % 17)))
                .toList()
                .forEach(answer -> answer.join().assertStatus(200));
        assertThat(database.revision(anna.id())).isEqualTo(writes);
        for (SyncingClient client : all) {
            client.agreesWith(database);
            assertThat(client.revisions())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, writes).boxed().toList());
            assertThat(client.syncReasons()).isEmpty();
        }
    }

    /** How many instances a message about the user is sent to. */
    private String listeners() {
        RealServices.Redis redis = RealServices.redis();
        return RawRedis.command(redis.host(), redis.port(), "PUBLISH", "bellwire:" + UserMessage.topic(anna.id()), "-");
    }

    /** A client may be greeted while Redis has yet to be told that its instance listens. */
    private void areHeardBy(int instances) {
        Await.until("messages are heard by " + instances, () -> listeners().equals(":" + instances));
    }

    @Test
    void an_instance_hears_only_of_users_that_have_connections_on_it() {
        assertThat(listeners()).isEqualTo(":0");
        FakeClient client = desktop(gateway);
        areHeardBy(1);
        FakeClient second = desktop(gateway);
        areHeardBy(1);
        FakeClient elsewhere = desktop(other);
        areHeardBy(2);
        client.close();
        elsewhere.close();
        Await.until("one of them hears no more", () -> listeners().equals(":1"));
        here.post(ITEMS, alarm("a1")).assertStatus(200);
        second.receives("alarm_created", "a1");
        second.close();
        Await.until("nobody hears of it", () -> listeners().equals(":0"));
    }

    @Test
    void of_two_editors_with_the_same_version_on_two_gateways_one_wins_and_the_other_is_told() {
        SyncingClient client = syncing(other);
        here.post(ITEMS, alarm("a1")).assertStatus(200);
        for (int version = 2; version <= 40; version++) {
            Map<String, Object> edit = with(alarm("a1"), "version", version);
            List<CompletableFuture<Answer>> answers = List.of(
                    here.postAsync(ITEMS, with(edit, "label", "mine")),
                    there.postAsync(ITEMS, with(edit, "label", "theirs")));
            List<Answer> sorted = answers.stream()
                    .map(CompletableFuture::join)
                    .sorted((one, two) -> one.status() - two.status())
                    .toList();
            sorted.get(0).assertStatus(200);
            JsonNode conflict = sorted.get(1).assertStatus(409).json().path("detail");
            assertThat(conflict.path("server_version").asInt()).isEqualTo(version);
            assertThat(conflict.path("server_data").path("label"))
                    .isEqualTo(sorted.get(0).json().path("label"));
        }
        client.agreesWith(database);
        assertThat(client.revisions())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 40).boxed().toList());
    }

    @Test
    void a_client_that_changes_gateways_has_no_hole_and_no_double() {
        SyncingClient client = syncing(gateway);
        for (int round = 0; round < 10; round++) {
            RunningGateway next = round % 2 == 0 ? other : gateway;
            List<CompletableFuture<Answer>> writes = IntStream.range(0, 20)
                    .mapToObj(i -> (i % 2 == 0 ? here : there).postAsync(ITEMS, alarm("a" + i)))
                    .toList();
            client.catchesUp();
            client.close();
            client.comesBackTo(next.port());
            writes.forEach(write -> write.join().assertStatus(200));
            client.agreesWith(database);
        }
        assertThat(client.syncReasons()).isEmpty();
    }

    @Test
    void a_sync_that_is_asked_for_on_one_reaches_clients_of_the_other() {
        here.post(ITEMS, alarm("a1")).assertStatus(200);
        FakeClient client = desktop(other);
        client.receives("alarm_created", "a1");
        areHeardBy(1);
        here.post(ITEMS + "/ws/sync-required", Map.of("reason", "Restored")).assertStatus(200);
        JsonNode sync = client.receives("sync_required");
        assertThat(sync.path("reason").asString()).isEqualTo("Restored");
        assertThat(sync.path("revision").asLong()).isEqualTo(1);
        client.receivesNothing();
    }

    @Test
    void stats_count_the_sockets_of_both() {
        desktop(gateway);
        desktop(other);
        FakeClient third = desktop(other);
        String expected = "{\"total_users\":1,\"total_connections\":3,\"users\":{\"%s\":3}}".formatted(anna.id());
        for (Http http : List.of(here, there)) {
            assertThat(http.get(ITEMS + "/ws/stats").json().toString()).isEqualTo(expected);
        }
        third.close();
        Await.that(() -> assertThat(connections(here)).isEqualTo(2));
    }

    @Test
    void a_user_has_100_sockets_on_both_together() {
        for (int i = 0; i < 100; i++) {
            desktop(i % 2 == 0 ? gateway : other);
        }
        for (RunningGateway full : List.of(gateway, other)) {
            full.client(anna).opensSocket().assertClosed(1013, "Too many connections");
        }
        desktopLeaves();
        desktop(other);
    }

    private void desktopLeaves() {
        FakeClient leaving = (FakeClient) clients.remove(clients.size() - 1);
        leaving.close();
        Await.that(() -> assertThat(connections(there)).isEqualTo(99));
    }
}
