package io.bellwire.gateway.items;

import static io.bellwire.gateway.items.Samples.alarm;
import static io.bellwire.gateway.items.Samples.timer;
import static io.bellwire.gateway.items.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Many items in one call. */
class BulkTest extends ItemsFixture {

    @Test
    void a_bulk_answers_for_each_item_in_order_and_one_bad_item_does_not_stop_the_others() {
        put(with(alarm("old"), "version", 5));
        List<Object> items = List.of(
                alarm("new"),
                with(alarm("old"), "version", 4),
                Map.of("id", "bad", "type", "alarm"),
                timer("old"),
                "not an object",
                JsonNodeFactory.instance.nullNode(),
                with(alarm("new"), "label", "twice"));
        JsonNode answer = http.post(ITEMS + "/bulk", Map.of("items", items))
                .assertStatus(200)
                .json();
        List<JsonNode> results = answer.path("results").valueStream().toList();
        assertThat(results.stream().map(result -> result.path("status").asString()))
                .containsExactly("success", "conflict", "error", "error", "error", "error", "success");
        assertThat(results.get(0).propertyNames()).containsExactly("id", "status", "version");
        assertThat(results.get(1).path("server_version").asInt()).isEqualTo(5);
        assertThat(results.get(2).path("error").asString()).contains("alarm_time");
        assertThat(results.get(3).path("error").asString()).contains("type");
        assertThat(results.get(4).path("error").asString()).isEqualTo("An item must be a JSON object");
        assertThat(results.get(5).path("error").asString()).isEqualTo("An item must be a JSON object");
        assertThat(results.get(6).path("version").asInt()).isEqualTo(2);
        assertThat(answer.path("success_count").asInt()).isEqualTo(2);
        assertThat(answer.path("error_count").asInt()).isEqualTo(5);
        assertThat(http.get(ITEMS + "/new").json().path("label").asString()).isEqualTo("twice");
    }

    @Test
    void a_number_beyond_all_bounds_does_not_stop_the_others() {
        String endless = Json.text(timer("endless")).replace("240", "1e9999999999");
        String ignored = Json.text(timer("tea")).replaceFirst("}$", ",\"more\":1e-9999999999}");
        JsonNode answer = http.post(ITEMS + "/bulk", "{\"items\":[" + endless + "," + ignored + "]}")
                .assertStatus(200)
                .json();
        assertThat(answer.path("results").path(0).path("error").asString()).isEqualTo("duration must be an integer");
        assertThat(answer.path("results").path(1).path("status").asString()).isEqualTo("success");
    }

    @Test
    void a_bulk_takes_500_items_and_not_one_more() {
        http.post(ITEMS + "/bulk", Map.of("items", items(501))).assertProblem(400, "items");
        JsonNode answer = http.post(ITEMS + "/bulk", Map.of("items", items(500)))
                .assertStatus(200)
                .json();
        assertThat(answer.path("success_count").asInt()).isEqualTo(500);
        assertThat(revision()).isEqualTo(500);
    }

    @Test
    void a_user_has_10000_items_at_most_and_deleting_one_makes_room() {
        put(alarm("first"));
        gateway.bean(DatabaseClient.class)
                .sql("UPDATE user_revisions SET live_items = 10000 WHERE user_id = :user")
                .bind("user", anna.id())
                .fetch()
                .rowsUpdated()
                .block(Await.LIMIT);
        http.post(ITEMS, alarm("one-more")).assertProblem(409, "10000");
        put(with(alarm("first"), "label", "changing is allowed"));
        http.delete(ITEMS + "/first").assertStatus(200);
        put(alarm("one-more"));
        http.post(ITEMS, with(alarm("first"), "version", 99)).assertProblem(409, "10000");
    }
}
