package io.bellwire.gateway.items;

import static io.bellwire.gateway.items.Samples.alarm;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Database;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.RealServices;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;

class TombstonePurgeTest {

    private static final String ITEMS = "/api/alarms-timers";

    private final RunningGateway gateway = RunningGateway.shared();
    private final Person anna = gateway.newUser();
    private final Http http = gateway.http(anna);

    private void deletedDaysAgo(String id, int days) {
        deletedDaysAgo(anna, id, days);
    }

    private void deletedDaysAgo(Person person, String id, int days) {
        gateway.http(person).post(ITEMS, alarm(id)).assertStatus(200);
        gateway.http(person).delete(ITEMS + "/" + id).assertStatus(200);
        gateway.bean(DatabaseClient.class)
                .sql("UPDATE alarms_timers SET deleted_at = deleted_at - make_interval(days => :days)"
                        + " WHERE user_id = :user AND id = :id")
                .bind("days", days)
                .bind("user", person.id())
                .bind("id", id)
                .fetch()
                .rowsUpdated()
                .block(Await.LIMIT);
    }

    @Test
    void tombstones_of_more_than_30_days_go_and_the_floor_rises_with_them() {
        deletedDaysAgo("old", 31);
        deletedDaysAgo("young", 29);
        http.post(ITEMS, alarm("living")).assertStatus(200);
        gateway.bean(TombstonePurge.class).purge().block(Await.LIMIT);
        http.get(ITEMS + "/changes?since=1").assertProblem(410, "fetch all items");
        JsonNode rest = http.get(ITEMS + "/changes?since=2").assertStatus(200).json();
        assertThat(rest.path("changes").valueStream().map(event -> event.path("type")
                        .asString()))
                .containsExactly("alarm_deleted", "alarm_created");
        http.delete(ITEMS + "/old").assertProblem(404, "Item not found");
        assertThat(http.post(ITEMS, alarm("old"))
                        .assertStatus(200)
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(1);
    }

    private List<Long> revisionsOf(Person person) {
        return gateway.http(person)
                .get(ITEMS + "/changes?since=0")
                .assertStatus(200)
                .json()
                .path("changes")
                .valueStream()
                .map(event -> event.path("revision").asLong())
                .toList();
    }

    @Test
    void a_few_go_at_a_time_and_the_floor_is_the_highest_of_them() {
        gateway.bean(TombstonePurge.class).purge().block(Await.LIMIT);
        for (int days = 35; days > 30; days--) {
            deletedDaysAgo("deleted-" + days, days);
        }
        ItemRepository items = gateway.bean(ItemRepository.class);
        assertThat(items.purgeTombstones(2).block(Await.LIMIT)).isEqualTo(1);
        assertThat(revisionsOf(anna)).containsExactly(6L, 8L, 10L);
        http.get(ITEMS + "/changes?since=3").assertProblem(410, "fetch all items");
        http.get(ITEMS + "/changes?since=4").assertStatus(200);
        items.purgeTombstones(2).block(Await.LIMIT);
        items.purgeTombstones(2).block(Await.LIMIT);
        assertThat(revisionsOf(anna)).isEmpty();
        http.get(ITEMS + "/changes?since=9").assertProblem(410, "fetch all items");
        assertThat(items.purgeTombstones(2).block(Await.LIMIT)).isZero();
    }

    @Test
    void a_user_who_is_busy_writing_holds_up_no_purge_and_has_their_turn_later() {
        Person bert = gateway.newUser();
        deletedDaysAgo("old", 32);
        deletedDaysAgo(bert, "old", 31);
        try (Database.Lock busy = new Database(RealServices.postgres()).lockCounter(anna.id())) {
            gateway.bean(TombstonePurge.class).purge().block(Await.LIMIT);
            assertThat(revisionsOf(bert)).isEmpty();
            assertThat(revisionsOf(anna)).containsExactly(2L);
        }
        gateway.bean(TombstonePurge.class).purge().block(Await.LIMIT);
        assertThat(revisionsOf(anna)).isEmpty();
    }
}
