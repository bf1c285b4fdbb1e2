package io.bellwire.gateway.items;

import static io.bellwire.gateway.items.Samples.alarm;
import static io.bellwire.gateway.items.Samples.timer;
import static io.bellwire.gateway.items.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Database;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.RealServices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What changed after a revision. */
class ChangesTest extends ItemsFixture {

    private static final Database DATABASE = new Database(RealServices.postgres());

    @Test
    void revisions_are_gapless_and_a_refused_write_takes_none() {
        put(alarm("a1"));
        http.post(ITEMS, with(alarm("a1"), "version", 1)).assertStatus(409);
        http.post(ITEMS, Map.of("id", "x")).assertStatus(400);
        put(alarm("a2"));
        http.delete(ITEMS + "/a1");
        http.delete(ITEMS + "/a1");
        assertThat(changes("?since=0").path("changes").valueStream().map(event -> event.path("revision")
                        .asLong()))
                .containsExactly(2L, 3L);
        assertThat(revision()).isEqualTo(3);
    }

    private JsonNode changes(String query) {
        return http.get(ITEMS + "/changes" + query).assertStatus(200).json();
    }

    @Test
    void changes_tell_each_changed_item_once_in_its_latest_state() {
        put(alarm("a1"));
        put(timer("t1"));
        long since = revision();
        put(with(alarm("a1"), "label", "once"));
        put(with(alarm("a1"), "label", "twice"));
        put(alarm("a2"));
        http.delete(ITEMS + "/t1");
        JsonNode answer = changes("?since=" + since);
        assertThat(answer.propertyNames()).containsExactly("changes", "revision", "epoch", "has_more");
        List<JsonNode> events = answer.path("changes").valueStream().toList();
        assertThat(events.stream().map(event -> event.path("type").asString()))
                .containsExactly("alarm_updated", "alarm_created", "timer_deleted");
        assertThat(events.get(0).propertyNames()).containsExactly("type", "timestamp", "user_id", "data", "revision");
        assertThat(events.get(0).path("data").path("label").asString()).isEqualTo("twice");
        assertThat(events.get(2).path("data").propertyNames()).containsExactly("id", "deleted_at", "version");
        assertThat(events.get(2).path("data").path("version").asInt()).isEqualTo(2);
        assertThat(answer.path("revision").asLong()).isEqualTo(6);
        assertThat(answer.path("has_more").asBoolean(true)).isFalse();
    }

    @Test
    void changes_are_paged_until_nothing_is_left() {
        http.post(ITEMS + "/bulk", Map.of("items", items(25))).assertStatus(200);
        assertThat(revisionsFromNothingBy(10)).hasSize(25).isSorted().doesNotHaveDuplicates();
    }

    private List<Long> revisionsFromNothingBy(int limit) {
        List<Long> revisions = new ArrayList<>();
        long since = 0;
        boolean more = true;
        while (more) {
            JsonNode page = changes("?limit=" + limit + "&since=" + since);
            page.path("changes")
                    .forEach(event -> revisions.add(event.path("revision").asLong()));
            since = page.path("revision").asLong();
            more = page.path("has_more").asBoolean();
        }
        assertThat(since).isEqualTo(revision());
        return revisions;
    }

    @Test
    void who_has_nothing_gets_everything_page_by_page_wherever_history_begins() {
        http.post(ITEMS + "/bulk", Map.of("items", items(9))).assertStatus(200);
        http.post(ITEMS, with(alarm("bulk-6"), "label", "seventh no longer")).assertStatus(200);
        DATABASE.historyBeginsAt(anna.id(), 7);
        assertThat(changes("?since=0&limit=2").path("revision").asLong()).isEqualTo(7);
        assertThat(revisionsFromNothingBy(2)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 8L, 9L, 10L);
        http.get(ITEMS + "/changes?since=6").assertProblem(410, "fetch all items");
    }

    @Test
    void changes_are_gone_where_history_does_not_reach_back() {
        put(alarm("a1"));
        put(alarm("a2"));
        String epoch = changes("").path("epoch").asString();
        changes("?since=1&epoch=" + epoch);
        http.get(ITEMS + "/changes?since=1&epoch=another").assertProblem(410, "fetch all items");
        http.get(ITEMS + "/changes?since=3").assertProblem(410, "fetch all items");
        DATABASE.historyBeginsAt(anna.id(), 2);
        http.get(ITEMS + "/changes?since=1").assertProblem(410, "fetch all items");
        changes("?since=2");
        changes("?since=0&epoch=another");
    }

    @Test
    void an_item_that_came_back_is_new_to_whoever_knew_it_deleted() {
        put(alarm("a1"));
        http.delete(ITEMS + "/a1");
        long since = revision();
        put(with(alarm("a1"), "version", 5));
        assertThat(changes("?since=" + since)
                        .path("changes")
                        .path(0)
                        .path("type")
                        .asString())
                .isEqualTo("alarm_created");
    }

    @Test
    void concurrent_writes_of_one_user_each_get_a_revision_of_their_own() {
        List<Answer> answers =
                IntStream.range(0, 20).mapToObj(i -> http.postAsync(ITEMS, alarm("a" + i))).toList().stream()
                        .map(answer -> answer.join().assertStatus(200))
                        .toList();
        assertThat(answers).hasSize(20);
        assertThat(changes("").path("changes").valueStream().map(event -> event.path("revision")
                        .asLong()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 20).mapToObj(i -> (long) i).toList());
    }
}
