package io.bellwire.worker.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.json.JsonConfiguration;
import io.bellwire.testsupport.AsyncApi;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class DeviceSocketDocumentTest {

    private final AsyncApi document = AsyncApi.document();
    private final JsonMapper json = JsonConfiguration.mapper();

    @ParameterizedTest
    @ValueSource(strings = {"sendDevices", "sendLegacyDevices"})
    void the_document_has_every_answer_as_it_is_and_nothing_else_but_commands(String operation) {
        List<DeviceAnswer> answers = List.of(
                new DeviceAnswer.Authenticated("authenticated", "cerbo-1", "connection-1"),
                new DeviceAnswer.Failed("Invalid credentials"));
        assertThat(answers)
                .map(Object::getClass)
                .containsExactlyInAnyOrder(DeviceAnswer.class.getPermittedSubclasses());

        Map<String, AsyncApi.Message> documented = document.messages(operation);
        assertThat(documented)
                .containsOnlyKeys("authenticated", "error", "pong", "message", "modbus_command")
                .allSatisfy((name, message) -> message.describesItsExamples());
        assertThat(answers)
                .allSatisfy(answer ->
                        documented.get(answer.status()).describes(json.readTree(json.writeValueAsBytes(answer))));
        assertThat(documented.get("pong").example().stringValue()).isEqualTo(DeviceAnswer.PONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"receiveDevices", "receiveLegacyDevices"})
    void documented_credentials_are_understood(String operation) {
        AsyncApi.Message message = document.messages(operation).get("credentials");
        message.describesItsExamples();
        assertThat(Credentials.read(json, message.example().toString()))
                .isEqualTo(new Credentials("user@example.com", "password123"));
    }

    @Test
    void the_ways_in_which_only_device_sockets_close_are_documented() {
        assertThat(document.closes("devices")).contains("1000 " + DeviceSession.DELETED.text(), "4409 replaced");
    }
}
