package io.bellwire.gateway.items;

import static io.bellwire.gateway.items.Samples.alarm;
import static io.bellwire.gateway.items.Samples.timer;
import static io.bellwire.gateway.items.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;

/** Which write wins, and what a delete leaves. */
class ItemVersionsTest extends ItemsFixture {

    @Test
    void a_write_replaces_the_whole_item() {
        put(with(alarm("a1"), "custom_sound", "bell.wav"));
        JsonNode replaced = put(with(alarm("a1"), "label", "Later"));
        assertThat(replaced.path("custom_sound").isNull()).isTrue();
        assertThat(replaced.path("label").asString()).isEqualTo("Later");
    }

    @Test
    void without_a_version_a_write_takes_the_next_one_and_never_conflicts() {
        put(with(alarm("a1"), "version", 41));
        assertThat(put(alarm("a1")).path("version").asInt()).isEqualTo(42);
        assertThat(put(alarm("a1")).path("version").asInt()).isEqualTo(43);
    }

    @Test
    void a_greater_version_is_stored_as_it_was_sent() {
        put(alarm("a1"));
        assertThat(put(with(alarm("a1"), "version", 7)).path("version").asInt()).isEqualTo(7);
    }

    @Test
    void an_equal_or_smaller_version_conflicts_and_changes_nothing() {
        JsonNode stored = put(with(alarm("a1"), "version", 5));
        long before = revision();
        for (int version : new int[] {5, 4, 1}) {
            Map<String, Object> late = with(with(alarm("a1"), "label", "late"), "version", version);
            Answer answer = http.post(ITEMS, late).assertStatus(409);
            assertThat(answer.header("Content-Type")).startsWith("application/json");
            JsonNode detail = answer.json().path("detail");
            assertThat(detail.path("detail").asString()).isEqualTo("Version conflict detected");
            assertThat(detail.path("local_version").asInt()).isEqualTo(version);
            assertThat(detail.path("server_version").asInt()).isEqualTo(5);
            assertThat(detail.path("server_data")).isEqualTo(stored);
        }
        assertThat(http.get(ITEMS + "/a1").json()).isEqualTo(stored);
        assertThat(revision()).isEqualTo(before);
    }

    @Test
    void the_conflict_with_a_deleted_item_shows_a_whole_item_with_deleted_at() {
        put(with(alarm("a1"), "version", 5));
        String deletedAt =
                http.delete(ITEMS + "/a1?soft=false").json().path("deleted_at").asString();
        JsonNode server = http.post(ITEMS, with(alarm("a1"), "version", 6))
                .assertStatus(409)
                .json()
                .path("detail")
                .path("server_data");
        assertThat(server.path("deleted_at").asString()).isEqualTo(deletedAt);
        assertThat(server.path("version").asInt()).isEqualTo(6);
        assertThat(server.path("label").asString()).isEqualTo("(deleted)");
        assertThat(server.path("alarm_time").asString()).isNotEmpty();
    }

    @Test
    void a_deleted_item_comes_back_with_a_greater_version() {
        JsonNode first = put(alarm("a1"));
        http.delete(ITEMS + "/a1").assertStatus(200);
        http.get(ITEMS + "/a1").assertProblem(404, "Item not found");
        JsonNode back = put(with(alarm("a1"), "version", 3));
        assertThat(back.has("deleted_at")).isFalse();
        assertThat(back.path("created_at")).isEqualTo(first.path("created_at"));
        assertThat(http.get(ITEMS + "/a1").json()).isEqualTo(back);
    }

    @Test
    void the_type_never_changes_not_even_of_a_deleted_item() {
        put(alarm("a1"));
        http.post(ITEMS, timer("a1")).assertProblem(400, "type");
        http.delete(ITEMS + "/a1");
        http.post(ITEMS, with(timer("a1"), "version", 9)).assertProblem(400, "type");
    }

    @Test
    void versions_reach_to_their_last_and_no_further() {
        put(with(alarm("a1"), "version", Integer.MAX_VALUE - 1));
        http.post(ITEMS, alarm("a1")).assertProblem(409, "last version");
        JsonNode gone = http.delete(ITEMS + "/a1").assertStatus(200).json();
        assertThat(gone.path("id").asString()).isEqualTo("a1");
        http.post(ITEMS, with(alarm("a2"), "version", Integer.MAX_VALUE)).assertProblem(400, "version");
    }

    @Test
    void deleting_again_answers_the_first_deleted_at_and_changes_nothing() {
        put(alarm("a1"));
        JsonNode first = http.delete(ITEMS + "/a1?soft=true").assertStatus(200).json();
        assertThat(first.propertyNames()).containsExactly("message", "id", "deleted_at");
        long revision = revision();
        assertThat(http.delete(ITEMS + "/a1").json().path("deleted_at")).isEqualTo(first.path("deleted_at"));
        assertThat(http.delete(ITEMS + "/a1?soft=false").json().path("deleted_at"))
                .isEqualTo(first.path("deleted_at"));
        assertThat(revision()).isEqualTo(revision);
        http.delete(ITEMS + "/unknown").assertProblem(404, "Item not found");
    }

    @Test
    void a_hard_delete_leaves_nothing_of_the_content_not_even_after_a_soft_one() {
        put(with(alarm("hard"), "label", "secret plan"));
        put(with(alarm("soft_first"), "label", "secret plan"));
        http.delete(ITEMS + "/hard?soft=false").assertStatus(200);
        http.delete(ITEMS + "/soft_first").assertStatus(200);
        assertThat(labelsInDatabase()).contains("secret plan");
        http.delete(ITEMS + "/soft_first?soft=false").assertStatus(200);
        assertThat(labelsInDatabase()).doesNotContain("secret plan");
    }

    private List<String> labelsInDatabase() {
        return gateway.bean(DatabaseClient.class)
                .sql("SELECT label FROM alarms_timers WHERE user_id = :user")
                .bind("user", anna.id())
                .map(row -> row.get("label", String.class))
                .all()
                .collectList()
                .block(Await.LIMIT);
    }

    @Test
    void of_two_editors_with_the_same_version_one_wins_and_the_other_is_told() {
        put(alarm("a1"));
        List<Integer> statuses =
                IntStream.range(0, 2)
                        .mapToObj(i -> http.postAsync(ITEMS, with(alarm("a1"), "version", 2)))
                        .toList()
                        .stream()
                        .map(answer -> answer.join().status())
                        .sorted()
                        .toList();
        assertThat(statuses).containsExactly(200, 409);
    }
}
