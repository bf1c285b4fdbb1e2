package io.bellwire.gateway.items;

import static io.bellwire.gateway.items.Samples.alarm;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Http;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;

class TombstonePurgeTest {

    private static final String ITEMS = "/api/alarms-timers";

    private final RunningGateway gateway = RunningGateway.shared();
    private final Person anna = gateway.newUser();
    private final Http http = gateway.http(anna);

    private void deletedDaysAgo(String id, int days) {
        http.post(ITEMS, alarm(id)).assertStatus(200);
        http.delete(ITEMS + "/" + id).assertStatus(200);
        gateway.bean(DatabaseClient.class)
                .sql("UPDATE alarms_timers SET deleted_at = deleted_at - make_interval(days => :days)"
                        + " WHERE user_id = :user AND id = :id")
                .bind("days", days)
                .bind("user", anna.id())
                .bind("id", id)
                .fetch()
                .rowsUpdated()
                .block();
    }

    @Test
    void tombstones_of_more_than_30_days_go_and_the_floor_rises_with_them() {
        deletedDaysAgo("old", 31);
        deletedDaysAgo("young", 29);
        http.post(ITEMS, alarm("living")).assertStatus(200);
        gateway.bean(TombstonePurge.class).purge().block();
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
}
