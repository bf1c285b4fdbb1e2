package io.bellwire.gateway.items;

import static io.bellwire.gateway.items.Samples.alarm;
import static io.bellwire.gateway.items.Samples.timer;
import static io.bellwire.gateway.items.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Http;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The REST calls of contract section 4 on single items and lists. */
class ItemCallsTest extends ItemsFixture {

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
    void health_is_open() {
        JsonNode health =
                gateway.http().get(ITEMS + "/health").assertStatus(200).json();
        assertThat(health.path("status").asString()).isEqualTo("ok");
        assertThat(health.propertyNames()).containsExactly("status", "service", "timestamp");
    }
}
