package io.bellwire.gateway.items;

import static io.bellwire.gateway.items.Samples.alarm;
import static io.bellwire.gateway.items.Samples.timer;
import static io.bellwire.gateway.items.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Http;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The REST calls of contract section 4. */
class ItemCallsTest {

    private static final String ITEMS = "/api/alarms-timers";

    private final RunningGateway gateway = RunningGateway.shared();
    private final Person anna = gateway.newUser();
    private final Http http = gateway.http(anna);

    private JsonNode put(Map<String, Object> item) {
        return http.post(ITEMS, item).assertStatus(200).json();
    }

    private long revision() {
        return http.get(ITEMS).json().path("revision").asLong();
    }

    @Test
    void an_alarm_is_created_with_every_member_of_the_contract_and_its_defaults() {
        JsonNode item = put(alarm("alarm_001"));
        assertThat(item.propertyNames())
                .containsExactly(
                        "id",
                        "user_id",
                        "type",
                        "label",
                        "enabled",
                        "alarm_time",
                        "recurrence",
                        "days",
                        "duration",
                        "remaining",
                        "repeat",
                        "started_at",
                        "play_sound",
                        "show_popup",
                        "custom_sound",
                        "version",
                        "created_at",
                        "updated_at",
                        "synced_at");
        assertThat(item.path("user_id").asString()).isEqualTo(anna.id());
        assertThat(item.path("enabled").asBoolean()).isTrue();
        assertThat(item.path("recurrence").asString()).isEqualTo("once");
        assertThat(item.path("days")).isEmpty();
        assertThat(item.path("repeat").isNull()).isTrue();
        assertThat(item.path("play_sound").asBoolean()).isTrue();
        assertThat(item.path("show_popup").asBoolean()).isTrue();
        assertThat(item.path("version").asInt()).isEqualTo(1);
        assertThat(item.path("created_at").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+00:00");
    }

    @Test
    void a_timer_repeats_only_when_it_is_told_to() {
        JsonNode once = put(timer("t1"));
        assertThat(once.path("repeat").asBoolean(true)).isFalse();
        assertThat(once.path("recurrence").asString()).isEqualTo("once");
        assertThat(put(with(timer("t2"), "repeat", true)).path("repeat").asBoolean())
                .isTrue();
    }

    @Test
    void everything_a_client_writes_comes_back_as_it_was_sent() {
        Map<String, Object> sent = with(timer("t1"), "label", "Zupa 🍲 \"gorąca\"");
        sent.put("days", List.of(0, 6, 3));
        sent.put("remaining", 0);
        sent.put("started_at", "2024-01-15 10:30:00.123456");
        sent.put("custom_sound", "C:\\bell.wav");
        sent.put("enabled", false);
        sent.put("play_sound", false);
        sent.put("show_popup", false);
        sent.put("recurrence", "custom");
        JsonNode item = put(sent);
        assertThat(item.path("label").asString()).isEqualTo("Zupa 🍲 \"gorąca\"");
        assertThat(item.path("days").valueStream().map(JsonNode::asInt)).containsExactly(0, 6, 3);
        assertThat(item.path("remaining").asInt(-1)).isZero();
        assertThat(item.path("started_at").asString()).isEqualTo("2024-01-15 10:30:00.123456");
        assertThat(item.path("custom_sound").asString()).isEqualTo("C:\\bell.wav");
        assertThat(item.path("enabled").asBoolean(true)).isFalse();
        assertThat(item.path("recurrence").asString()).isEqualTo("custom");
        assertThat(http.get(ITEMS + "/t1").json()).isEqualTo(item);
    }

    @Test
    void a_label_has_200_characters_whatever_they_are() {
        assertThat(put(with(alarm("a1"), "label", "🍲".repeat(200)))
                        .path("label")
                        .asString())
                .isEqualTo("🍲".repeat(200));
        http.post(ITEMS, with(alarm("a1"), "label", "🍲".repeat(201))).assertProblem(400, "1 to 200 characters");
    }

    @Test
    void the_older_name_of_alarm_time_is_read_and_the_newer_one_wins() {
        Map<String, Object> old = with(alarm("a1"), "time", "06:15");
        old.remove("alarm_time");
        assertThat(put(old).path("alarm_time").asString()).isEqualTo("06:15");
        assertThat(put(with(alarm("a2"), "time", "06:15")).path("alarm_time").asString())
                .isEqualTo("07:30");
        Map<String, Object> both = with(alarm("a3"), "alarm_time", null);
        both.put("time", "05:05");
        assertThat(put(both).path("alarm_time").asString()).isEqualTo("05:05");
    }

    @Test
    void a_null_is_the_same_as_nothing_and_the_servers_members_are_ignored() {
        Map<String, Object> sent = with(alarm("a1"), "recurrence", null);
        sent.put("enabled", null);
        sent.put("days", null);
        sent.put("version", null);
        sent.put("created_at", "1999-01-01T00:00:00Z");
        sent.put("updated_at", 5);
        sent.put("synced_at", "never");
        sent.put("colour", Map.of("unknown", true));
        JsonNode item = put(sent);
        assertThat(item.path("recurrence").asString()).isEqualTo("once");
        assertThat(item.path("enabled").asBoolean()).isTrue();
        assertThat(OffsetDateTime.parse(item.path("created_at").asString()).toInstant())
                .isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(120));
    }

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
                .block();
    }

    @Test
    void the_list_is_newest_first_filtered_and_without_deleted_items() {
        put(alarm("a1"));
        put(with(timer("t1"), "enabled", false));
        put(alarm("z2"));
        put(alarm("gone"));
        http.delete(ITEMS + "/gone");
        assertThat(ids(ITEMS)).containsExactly("z2", "t1", "a1");
        assertThat(ids(ITEMS + "?type=alarm")).containsExactly("z2", "a1");
        assertThat(ids(ITEMS + "?type=timer&enabled=false")).containsExactly("t1");
        assertThat(ids(ITEMS + "?enabled=true&user_id=" + anna.id())).containsExactly("z2", "a1");
        JsonNode list = http.get(ITEMS).json();
        assertThat(list.propertyNames()).containsExactly("items", "count", "revision", "epoch");
        assertThat(list.path("count").asInt()).isEqualTo(3);
        assertThat(list.path("revision").asLong()).isEqualTo(5);
    }

    @Test
    void the_list_can_be_paged() {
        http.post(ITEMS + "/bulk", Map.of("items", items(25))).assertStatus(200);
        List<String> all = new ArrayList<>();
        List<String> page = ids(ITEMS + "?limit=10");
        while (!page.isEmpty()) {
            all.addAll(page);
            page = ids(ITEMS + "?limit=10&after=" + all.get(all.size() - 1));
        }
        assertThat(all).hasSize(25).doesNotHaveDuplicates().isEqualTo(ids(ITEMS));
    }

    private List<String> ids(String path) {
        return http.get(path)
                .assertStatus(200)
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }

    private static List<Map<String, Object>> items(int count) {
        return IntStream.range(0, count).mapToObj(i -> alarm("bulk-" + i)).toList();
    }

    @Test
    void items_belong_to_one_user_and_another_users_id_is_not_found() {
        put(alarm("a1"));
        Person bert = gateway.newUser();
        Http berts = gateway.http(bert);
        berts.get(ITEMS + "/a1").assertProblem(404, "Item not found");
        berts.delete(ITEMS + "/a1").assertProblem(404, "Item not found");
        berts.post(ITEMS, with(alarm("a1"), "label", "Bert's")).assertStatus(200);
        assertThat(http.get(ITEMS + "/a1").json().path("label").asString()).isEqualTo("Pobudka");
        berts.get(ITEMS + "?user_id=" + anna.id()).assertProblem(403, "user_id");
        berts.post(ITEMS, with(alarm("a2"), "user_id", anna.id())).assertProblem(403, "user_id");
        berts.post(ITEMS + "/bulk", Map.of("user_id", anna.id(), "items", List.of()))
                .assertProblem(403, "user_id");
        berts.post(ITEMS, with(alarm("a2"), "user_id", bert.id())).assertStatus(200);
    }

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
        assertThat(results.get(6).path("version").asInt()).isEqualTo(2);
        assertThat(answer.path("success_count").asInt()).isEqualTo(2);
        assertThat(answer.path("error_count").asInt()).isEqualTo(5);
        assertThat(http.get(ITEMS + "/new").json().path("label").asString()).isEqualTo("twice");
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
                .block();
        http.post(ITEMS, alarm("one-more")).assertProblem(409, "10000");
        put(with(alarm("first"), "label", "changing is allowed"));
        http.delete(ITEMS + "/first").assertStatus(200);
        put(alarm("one-more"));
        http.post(ITEMS, with(alarm("first"), "version", 99)).assertProblem(409, "10000");
    }

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
        List<Long> revisions = new ArrayList<>();
        long since = 0;
        boolean more = true;
        while (more) {
            JsonNode page = changes("?limit=10&since=" + since);
            page.path("changes")
                    .forEach(event -> revisions.add(event.path("revision").asLong()));
            since = page.path("revision").asLong();
            more = page.path("has_more").asBoolean();
        }
        assertThat(revisions).hasSize(25).isSorted().doesNotHaveDuplicates();
        assertThat(since).isEqualTo(25);
    }

    @Test
    void changes_are_gone_where_history_does_not_reach_back() {
        put(alarm("a1"));
        put(alarm("a2"));
        String epoch = changes("").path("epoch").asString();
        changes("?since=1&epoch=" + epoch);
        http.get(ITEMS + "/changes?since=1&epoch=another").assertProblem(410, "fetch all items");
        http.get(ITEMS + "/changes?since=3").assertProblem(410, "fetch all items");
        gateway.bean(DatabaseClient.class)
                .sql("UPDATE user_revisions SET floor = 2 WHERE user_id = :user")
                .bind("user", anna.id())
                .fetch()
                .rowsUpdated()
                .block();
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

    @Test
    void health_is_open() {
        JsonNode health =
                gateway.http().get(ITEMS + "/health").assertStatus(200).json();
        assertThat(health.path("status").asString()).isEqualTo("ok");
        assertThat(health.propertyNames()).containsExactly("status", "service", "timestamp");
    }
}
