package io.bellwire.gateway.items.live;

import static io.bellwire.gateway.items.Samples.alarm;
import static io.bellwire.gateway.items.Samples.timer;
import static io.bellwire.gateway.items.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Database;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeClient;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.TestSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;

/** What a client is told that has been away: promise 2 of contract section 4 on one instance. */
class ReplayTest extends LiveFixture {

    private static final Database DATABASE = new Database(RealServices.postgres());

    private void happenedLongAgo() {
        gateway.bean(DatabaseClient.class)
                .sql("UPDATE alarms_timers SET updated_at = updated_at - interval '11 minutes' WHERE user_id = :user")
                .bind("user", anna.id())
                .fetch()
                .rowsUpdated()
                .block(Await.LIMIT);
    }

    @Test
    void with_since_the_latest_states_after_it_are_replayed_and_then_it_is_live() {
        put(alarm("known"));
        put(alarm("changed"));
        String epoch = http.get(ITEMS).json().path("epoch").asString();
        put(with(alarm("changed"), "label", "once"));
        put(with(alarm("changed"), "label", "twice"));
        put(timer("new"));
        delete("known");
        happenedLongAgo();
        FakeClient client = connected(gateway.client(anna).since(2, epoch));
        JsonNode changed = client.receives("alarm_updated", "changed");
        assertThat(changed.path("data").path("label").asString()).isEqualTo("twice");
        assertThat(changed.path("revision").asLong()).isEqualTo(4);
        client.receives("timer_created", "new");
        client.receives("alarm_deleted", "known");
        client.receivesNothing();
        put(alarm("live"));
        client.receives("alarm_created", "live");
    }

    @Test
    void a_client_that_has_everything_is_replayed_nothing() {
        put(alarm("a1"));
        String epoch = http.get(ITEMS).json().path("epoch").asString();
        connected(browser().since(1, epoch)).receivesNothing();
    }

    @Test
    void since_zero_tells_everything_whatever_the_epoch() {
        put(alarm("a1"));
        FakeClient client = connected(gateway.client(anna).since(0, "another"));
        client.receives("alarm_created", "a1");
    }

    private void putAlarms(int from, int to) {
        http.post(
                        ITEMS + "/bulk",
                        Map.of(
                                "items",
                                IntStream.range(from, to)
                                        .mapToObj(i -> alarm("a" + i))
                                        .toList()))
                .assertStatus(200);
    }

    @Test
    void since_zero_tells_everything_in_any_number_of_pages_wherever_history_begins() {
        putAlarms(0, 450);
        DATABASE.historyBeginsAt(anna.id(), 449);
        FakeClient client = connected(gateway.client(anna).since(0, ""));
        receivesAlarms(client, 450);
    }

    @Test
    void a_replay_of_1000_items_while_writes_go_on_has_no_hole_and_no_double() {
        putAlarms(0, 500);
        putAlarms(500, 1000);
        var writes = IntStream.range(0, 40)
                .mapToObj(i -> http.postAsync(ITEMS, timer("t" + i)))
                .toList();
        FakeClient client = connected(gateway.client(anna).since(0, ""));
        writes.forEach(write -> write.join().assertStatus(200));
        List<Long> revisions = new ArrayList<>();
        while (revisions.isEmpty() || revisions.get(revisions.size() - 1) < 1040) {
            JsonNode event = client.socket().next();
            assertThat(event.path("type").asString()).endsWith("_created");
            revisions.add(event.path("revision").asLong());
        }
        assertThat(revisions)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 1040).boxed().toList());
    }

    @Test
    void where_history_does_not_reach_back_sync_required_takes_the_place_of_the_replay() {
        put(alarm("a1"));
        put(alarm("a2"));
        String epoch = http.get(ITEMS).json().path("epoch").asString();
        for (FakeClient.Handshake handshake : List.of(
                gateway.client(anna).since(1, "00000000-0000-0000-0000-000000000000"),
                gateway.client(anna).since(99, epoch))) {
            FakeClient client = connected(handshake);
            JsonNode sync = client.receives("sync_required");
            assertThat(sync.propertyNames()).containsExactly("type", "timestamp", "user_id", "reason", "revision");
            assertThat(sync.path("revision").asLong()).isEqualTo(2);
            client.receivesNothing();
        }
        DATABASE.historyBeginsAt(anna.id(), 2);
        FakeClient client = connected(gateway.client(anna).since(1, epoch));
        client.receives("sync_required");
        put(alarm("later"));
        assertThat(client.receives("alarm_created").path("revision").asLong()).isEqualTo(3);
    }

    @Test
    void a_since_that_is_no_revision_is_an_error_and_loses_nothing() {
        put(alarm("a1"));
        TestSocket socket = TestSocket.connect(gateway.webSocket(ITEMS + "/ws?since=yesterday&token=" + anna.token()));
        socket.next("connected");
        assertThat(socket.next("error").path("error").asString()).contains("since");
        assertThat(socket.next("sync_required").path("revision").asLong()).isEqualTo(1);
        socket.close();
    }

    @Test
    void a_browser_without_since_is_told_to_fetch_where_there_is_a_history() {
        connected(browser()).receivesNothing();
        put(alarm("a1"));
        FakeClient client = connected(browser());
        JsonNode sync = client.receives("sync_required");
        assertThat(sync.path("reason").asString()).isEqualTo("Server changes detected");
        assertThat(sync.path("revision").asLong()).isEqualTo(1);
        client.receivesNothing();
    }

    @Test
    void a_desktop_without_since_gets_the_last_ten_minutes_and_no_sync_required() {
        put(alarm("old"));
        happenedLongAgo();
        put(alarm("recent"));
        FakeClient client = desktop();
        client.receives("alarm_created", "recent");
        client.receivesNothing();
    }
}
