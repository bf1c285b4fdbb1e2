package io.bellwire.gateway.deviceevents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.deviceapi.DeviceEvent;
import io.bellwire.common.json.JsonConfiguration;
import io.bellwire.common.json.VerbatimJson;
import io.bellwire.common.token.UserId;
import io.bellwire.gateway.livesocket.LiveMessage;
import io.bellwire.gateway.livesocket.LiveMessages;
import io.bellwire.testsupport.AsyncApi;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventsSocketDocumentTest {

    private static final Instant NOW = Instant.parse("2024-01-15T10:30:00Z");

    private final JsonMapper json = JsonConfiguration.mapper();

    private List<Object> messages() {
        List<Object> messages = new ArrayList<>(LiveMessages.oneOfEach(null));
        messages.add(new EventsMessage.Connected(NOW, new UserId("user123"), "WebSocket connection established", 30));
        messages.add(new EventsMessage.AllDevices(
                NOW,
                List.of(
                        new KnownDevice(
                                "cerbo-1", true, NOW, new VerbatimJson("{\"power\":1500}"), NOW, "connection-1"),
                        KnownDevice.unheardOf("cerbo-2"))));
        messages.add(new DeviceEvent.Connected("cerbo-1", "connection-1", NOW));
        messages.add(new DeviceEvent.Disconnected("cerbo-1", "connection-1", NOW));
        messages.add(new DeviceEvent.Data("cerbo-1", new VerbatimJson("{\"power\":1500}"), NOW));
        return messages;
    }

    @Test
    void the_document_has_every_message_as_it_is_and_no_other() {
        List<JsonNode> sent = messages().stream()
                .map(message -> json.readTree(json.writeValueAsBytes(message)))
                .toList();
        AsyncApi.document().describesAll("sendEvents", sent);
    }

    @Test
    void every_kind_of_message_is_looked_at() {
        assertThat(messages())
                .extracting(message -> (Object) message.getClass())
                .contains((Object[]) LiveMessage.class.getPermittedSubclasses())
                .contains((Object[]) EventsMessage.class.getPermittedSubclasses())
                .contains((Object[]) DeviceEvent.class.getPermittedSubclasses());
    }
}
