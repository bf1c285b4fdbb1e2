package io.bellwire.gateway.items.live;

import static io.bellwire.gateway.items.Samples.alarm;
import static io.bellwire.gateway.items.Samples.timer;
import static io.bellwire.gateway.items.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bellwire.gateway.Database;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeClient;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.TestSocket;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The WebSocket of contract section 4, with promise 1 on one instance. */
class LiveSocketTest extends LiveFixture {

    @Test
    void a_client_is_greeted_with_where_its_user_stands() {
        put(alarm("a1"));
        JsonNode greeting = desktop().greeting();
        assertThat(greeting.propertyNames())
                .containsExactly("type", "timestamp", "user_id", "message", "revision", "epoch", "heartbeat_interval");
        assertThat(greeting.path("message").asString()).isEqualTo("WebSocket connection established");
        assertThat(greeting.path("user_id").asString()).isEqualTo(anna.id());
        assertThat(greeting.path("revision").asLong()).isEqualTo(1);
        assertThat(greeting.path("heartbeat_interval").asInt()).isEqualTo(30);
        assertThat(greeting.path("epoch").asString())
                .isEqualTo(http.get(ITEMS).json().path("epoch").asString());
    }

    @Test
    void every_change_reaches_every_client_of_its_user_as_its_event() {
        FakeClient desktop = desktop();
        FakeClient browser = connected(browser());
        put(alarm("alarm_001"));
        put(with(alarm("alarm_001"), "enabled", false));
        put(timer("t1"));
        delete("alarm_001");
        for (FakeClient client : List.of(desktop, browser)) {
            JsonNode created = client.receives("alarm_created", "alarm_001");
            assertThat(created.propertyNames()).containsExactly("type", "timestamp", "user_id", "data", "revision");
            assertThat(created.path("revision").asLong()).isEqualTo(1);
            assertThat(created.path("user_id").asString()).isEqualTo(anna.id());
            assertThat(created.path("data").path("user_id").asString()).isEqualTo(anna.id());
            JsonNode updated = client.receives("alarm_updated", "alarm_001");
            assertThat(updated.path("data").path("enabled").asBoolean(true)).isFalse();
            assertThat(updated.path("data").path("version").asInt()).isEqualTo(2);
            client.receives("timer_created", "t1");
            JsonNode deleted = client.receives("alarm_deleted", "alarm_001");
            assertThat(deleted.path("data").propertyNames()).containsExactly("id", "deleted_at", "version");
            assertThat(deleted.path("revision").asLong()).isEqualTo(4);
            client.receivesNothing();
        }
    }

    @Test
    void an_event_shows_the_item_just_as_a_get_does() {
        FakeClient client = desktop();
        put(alarm("a1"));
        assertThat(client.receives("alarm_created").path("data"))
                .isEqualTo(http.get(ITEMS + "/a1").json());
    }

    @Test
    void nobody_receives_what_belongs_to_another_user() {
        FakeClient stranger = connected(gateway.client(gateway.newUser()));
        FakeClient own = desktop();
        put(alarm("a1"));
        own.receives("alarm_created", "a1");
        stranger.receivesNothing();
    }

    @Test
    void a_refused_write_is_no_event() {
        FakeClient client = desktop();
        put(alarm("a1"));
        http.post(ITEMS, with(alarm("a1"), "version", 1)).assertStatus(409);
        http.delete(ITEMS + "/unknown").assertStatus(404);
        client.receives("alarm_created", "a1");
        client.receivesNothing();
    }

    @Test
    void nothing_is_said_before_connected_and_what_came_up_meanwhile_right_after_it() {
        Database database = new Database(RealServices.postgres());
        put(alarm("a1"));
        TestSocket socket;
        try (Database.Lock items = database.lockTable("alarms_timers", "ACCESS EXCLUSIVE")) {
            socket = gateway.client(anna).opensSocket();
            Await.until("it is a member and not greeted yet", () -> database.waitingCalls() == 1);
            http.post(ITEMS + "/ws/sync-required", Map.of("reason", "while greeted"))
                    .assertStatus(200);
        }
        assertThat(socket.next().path("type").asString()).isEqualTo("connected");
        assertThat(socket.nextOfType("sync_required").path("reason").asString()).isEqualTo("while greeted");
        socket.close();
    }

    @Test
    void concurrent_writes_arrive_in_rising_revision_order_without_a_hole() {
        FakeClient first = desktop();
        FakeClient second = desktop();
        IntStream.range(0, 60)
                .mapToObj(i -> http.postAsync(ITEMS, alarm("a" + i % 7)))
                .toList()
                .forEach(answer -> answer.join().assertStatus(200));
        for (FakeClient client : List.of(first, second)) {
            List<Long> revisions = LongStream.rangeClosed(1, 60)
                    .map(n -> client.socket().next().path("revision").asLong())
                    .boxed()
                    .toList();
            assertThat(revisions)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 60).boxed().toList());
            client.receivesNothing();
        }
    }

    @Test
    void a_bulk_of_500_arrives_whole_and_in_order() {
        FakeClient client = desktop();
        List<Map<String, Object>> items =
                IntStream.range(0, 500).mapToObj(i -> alarm("a" + i)).toList();
        http.post(ITEMS + "/bulk", Map.of("items", items)).assertStatus(200);
        receivesAlarms(client, 500);
    }

    @Test
    void ping_subscribe_and_nonsense_are_answered_and_the_connection_stays() {
        TestSocket socket = desktop().socket();
        assertThat(socket.sendJson(Map.of("type", "ping")).next("pong").propertyNames())
                .containsExactly("type", "timestamp");
        assertThat(socket.sendJson(Map.of("type", "subscribe"))
                        .next("subscribed")
                        .propertyNames())
                .containsExactly("type", "timestamp", "user_id");
        for (String nonsense : List.of("not json", "[]", "\"ping\"", "{}", "{\"type\": 5}", "{\"type\": null}", "")) {
            JsonNode error = socket.sendText(nonsense).next("error");
            assertThat(error.propertyNames()).containsExactly("type", "timestamp", "error", "details");
            assertThat(error.path("error").asString()).isEqualTo("Invalid message format");
            assertThat(error.path("details").isObject()).isTrue();
        }
        JsonNode unknown = socket.sendJson(Map.of("type", "dance")).next("error");
        assertThat(unknown.path("error").asString()).isEqualTo("Unknown message type: dance");
        socket.sendJson(Map.of("type", "ping")).next("pong");
    }

    @Test
    void unsubscribe_closes_as_asked_for() {
        TestSocket socket = desktop().socket();
        assertThat(socket.sendJson(Map.of("type", "unsubscribe")).awaitClose().code())
                .isEqualTo(1000);
    }

    @Test
    void binary_frames_and_messages_over_8_KiB_close() {
        assertThat(desktop().socket().sendBinary(new byte[] {1}).awaitClose().code())
                .isEqualTo(1003);
        assertThat(desktop()
                        .socket()
                        .sendText("x".repeat(8 * 1024 + 1))
                        .awaitClose()
                        .code())
                .isEqualTo(1009);
        TestSocket socket = desktop().socket();
        socket.sendText("x".repeat(8 * 1024)).next("error");
    }

    @Test
    void a_bad_token_is_told_in_a_message_and_a_close_code() {
        String wrongKind = http.get("/nothing").status() + "";
        for (String token : List.of("", "nonsense", anna.token() + "x", wrongKind)) {
            TestSocket socket = gateway.client(anna).as(token).opensSocket();
            assertThat(socket.next("error").path("error").asString()).isEqualTo("Invalid token");
            socket.assertClosed(1008, "Invalid token");
        }
    }

    @Test
    void the_token_may_come_in_the_authorization_header() {
        TestSocket socket = TestSocket.to(gateway.webSocket(ITEMS + "/ws"))
                .bearer(anna.token())
                .connect();
        socket.next("connected");
        socket.close();
    }

    @Test
    void a_foreign_origin_is_refused_at_the_handshake() {
        assertThatThrownBy(
                        () -> gateway.client(anna).from("https://evil.example").opensSocket())
                .isInstanceOfSatisfying(TestSocket.HandshakeRefused.class, refused -> assertThat(refused.status())
                        .isEqualTo(403));
    }

    @Test
    void a_plain_get_is_told_that_this_is_a_websocket() {
        http.get(ITEMS + "/ws").assertProblem(400, "WebSocket");
    }

    @Test
    void a_user_can_ask_for_a_sync_of_their_own_clients_and_an_operator_of_anyones() {
        put(alarm("a1"));
        JsonNode nobodyThere = http.post(ITEMS + "/ws/sync-required", Map.of())
                .assertStatus(200)
                .json();
        assertThat(nobodyThere.propertyNames()).containsExactly("message", "user_id", "reason");
        FakeClient client = desktop();
        client.receives("alarm_created");
        http.post(ITEMS + "/ws/sync-required", Map.of()).assertStatus(200);
        JsonNode sync = client.receives("sync_required");
        assertThat(sync.path("reason").asString()).isEqualTo("Server changes");
        assertThat(sync.path("revision").asLong()).isEqualTo(1);
        Person bert = gateway.newUser();
        gateway.http(bert)
                .post(ITEMS + "/ws/sync-required", Map.of("user_id", anna.id()))
                .assertProblem(403, "operators");
        gateway.http(gateway.newOperator())
                .post(ITEMS + "/ws/sync-required", Map.of("user_id", anna.id(), "reason", "Restored"))
                .assertStatus(200);
        assertThat(client.receives("sync_required").path("reason").asString()).isEqualTo("Restored");
        put(alarm("a2"));
        assertThat(client.receives("alarm_created").path("revision").asLong()).isEqualTo(2);
    }

    @Test
    void stats_count_connections_for_oneself_and_for_operators_of_everyone() {
        FakeClient first = desktop();
        desktop();
        JsonNode own = http.get(ITEMS + "/ws/stats").assertStatus(200).json();
        assertThat(own.toString())
                .isEqualTo("{\"total_users\":1,\"total_connections\":2,\"users\":{\"%s\":2}}".formatted(anna.id()));
        JsonNode nobody =
                gateway.http(gateway.newUser()).get(ITEMS + "/ws/stats").json();
        assertThat(nobody.path("total_connections").asInt(-1)).isZero();
        JsonNode everyone =
                gateway.http(gateway.newOperator()).get(ITEMS + "/ws/stats").json();
        assertThat(everyone.path("users").path(anna.id()).asInt()).isEqualTo(2);
        first.close();
        Await.that(() -> assertThat(http.get(ITEMS + "/ws/stats")
                        .json()
                        .path("total_connections")
                        .asInt())
                .isEqualTo(1));
    }

    @Test
    void a_user_has_100_sockets_at_most() {
        FakeClient first = desktop();
        for (int i = 1; i < 100; i++) {
            desktop();
        }
        TestSocket oneMore = gateway.client(anna).opensSocket();
        assertThat(oneMore.awaitClose().code()).isEqualTo(1013);
        first.close();
        Await.that(() -> assertThat(http.get(ITEMS + "/ws/stats")
                        .json()
                        .path("total_connections")
                        .asInt())
                .isEqualTo(99));
        desktop();
    }
}
