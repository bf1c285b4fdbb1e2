package io.bellwire.gateway.items.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.json.JsonConfiguration;
import io.bellwire.common.token.UserId;
import io.bellwire.gateway.items.Item;
import io.bellwire.gateway.items.ItemChange;
import io.bellwire.gateway.items.ItemContent;
import io.bellwire.gateway.items.ItemId;
import io.bellwire.gateway.items.ItemState;
import io.bellwire.gateway.items.ItemType;
import io.bellwire.gateway.items.Recurrence;
import io.bellwire.gateway.livesocket.LiveMessage;
import io.bellwire.gateway.livesocket.LiveMessages;
import io.bellwire.testsupport.AsyncApi;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ItemsSocketDocumentTest {

    private static final Instant NOW = Instant.parse("2024-01-15T10:30:00Z");
    private static final UserId USER = new UserId("user123");

    private final JsonMapper json = JsonConfiguration.mapper();

    private static List<Object> messages() {
        List<Object> messages = new ArrayList<>(LiveMessages.oneOfEach(47L));
        messages.add(new ItemMessage.Connected(NOW, USER, "WebSocket connection established", 47, new UUID(1, 2), 30));
        messages.add(new ItemMessage.SyncRequired(NOW, USER, "Server changes", 47));
        for (ItemType type : ItemType.values()) {
            for (ItemChange.Kind kind : ItemChange.Kind.values()) {
                messages.add(new ItemChange(kind, item(type, kind)).event());
            }
        }
        return messages;
    }

    private static Item item(ItemType type, ItemChange.Kind kind) {
        boolean alarm = type == ItemType.ALARM;
        Instant deletedAt = kind == ItemChange.Kind.DELETED ? NOW : null;
        return new Item(
                new ItemId("item_001"),
                USER,
                new ItemContent(
                        type,
                        "Pobudka",
                        true,
                        alarm ? "07:30" : null,
                        Recurrence.WEEKDAYS,
                        List.of(1, 2, 3, 4, 5),
                        alarm ? null : 300,
                        alarm ? null : 120,
                        alarm ? null : false,
                        alarm ? null : "2024-01-15T11:32:00",
                        true,
                        true,
                        "bell.wav"),
                new ItemState(1, NOW, NOW, NOW, deletedAt, 47, 47));
    }

    @Test
    void the_document_has_every_message_as_it_is_and_no_other() {
        List<JsonNode> sent = messages().stream()
                .map(message -> json.readTree(json.writeValueAsBytes(message)))
                .toList();
        AsyncApi.document().describesAll("sendItems", sent);
    }

    @Test
    void every_kind_of_message_is_looked_at() {
        assertThat(messages())
                .extracting(message -> (Object) message.getClass())
                .contains((Object[]) LiveMessage.class.getPermittedSubclasses())
                .contains((Object[]) ItemMessage.class.getPermittedSubclasses());
    }
}
