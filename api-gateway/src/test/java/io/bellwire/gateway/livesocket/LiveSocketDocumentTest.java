package io.bellwire.gateway.livesocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.json.JsonConfiguration;
import io.bellwire.common.socket.CloseReason;
import io.bellwire.testsupport.AsyncApi;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveSocketDocumentTest {

    private final AsyncApi document = AsyncApi.document();

    @ParameterizedTest
    @ValueSource(strings = {"receiveItems", "receiveEvents"})
    void the_document_has_every_message_that_is_understood_and_no_other(String operation) {
        Set<Class<?>> understood = new HashSet<>(Arrays.asList(ClientMessage.class.getPermittedSubclasses()));
        understood.removeAll(Set.of(ClientMessage.Unknown.class, ClientMessage.Malformed.class));

        List<AsyncApi.Message> documented =
                List.copyOf(document.messages(operation).values());
        assertThat(documented)
                .allSatisfy(AsyncApi.Message::describesItsExamples)
                .map(message -> ClientMessage.parse(message.example().toString(), JsonConfiguration.mapper()))
                .map(Object::getClass)
                .containsExactlyInAnyOrderElementsOf(understood);
    }

    @Test
    void every_way_in_which_all_sockets_may_close_is_documented() {
        List<String> documented = Stream.of("items", "events", "devices", "legacyDevices")
                .flatMap(document::closes)
                .toList();
        assertThat(List.of(CloseReason.class.getFields()))
                .filteredOn(constant -> Modifier.isStatic(constant.getModifiers()))
                .isNotEmpty()
                .map(constant -> (CloseReason) constant.get(null))
                .allSatisfy(reason -> assertThat(documented).contains((reason.code() + " " + reason.text()).strip()));
    }
}
