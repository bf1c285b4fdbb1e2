package io.bellwire.checker.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FoldTest {

    private final Fold fold = new Fold();

    private static JsonNode item(String id, int version) {
        return Json.parse("{\"id\": \"%s\", \"version\": %d}".formatted(id, version));
    }

    @Test
    void events_put_and_remove() {
        fold.take(1, "a", item("a", 1));
        fold.take(2, "b", item("b", 1));
        fold.take(3, "a", null);
        fold.take(4, "c", null);

        assertThat(fold.items()).containsOnlyKeys("b");
        assertThat(fold.known()).isEqualTo(4);
    }

    @Test
    void what_arrives_while_fetching_counts_only_where_it_is_later_than_what_was_fetched() {
        fold.take(1, "a", item("a", 1));
        fold.fetching();
        fold.take(3, "a", null);
        fold.take(5, "b", item("b", 1));
        fold.fetched(4, List.of(item("a", 4)));
        fold.take(4, "a", null);

        assertThat(fold.items()).containsOnlyKeys("a", "b");
        assertThat(fold.known()).isEqualTo(5);
    }

    @Test
    void a_fetch_that_is_given_up_leaves_the_copy_as_it_was() {
        fold.take(1, "a", item("a", 1));
        fold.fetching();
        fold.take(3, "b", item("b", 1));
        fold.giveUpFetching();

        assertThat(fold.items()).containsOnlyKeys("a");
        assertThat(fold.known()).isEqualTo(1);
    }
}
