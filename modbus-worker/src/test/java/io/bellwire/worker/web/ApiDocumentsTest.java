package io.bellwire.worker.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.worker.TestWorker;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ApiDocumentsTest {

    private final TestWorker worker = TestWorker.shared();

    @Test
    void every_call_is_described_with_the_problems_it_may_answer() {
        JsonNode api = worker.http().get("/v3/api-docs").assertStatus(200).json();
        Stream<String> calls = api.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(operation -> operation.getKey().toUpperCase() + " " + path.getKey()));
        assertThat(calls)
                .containsExactlyInAnyOrder(
                        "POST /send_message",
                        "POST /broadcast_modbus_command",
                        "GET /devices",
                        "GET /devices/connected",
                        "GET /devices/{session_id}/status",
                        "DELETE /devices/{session_id}",
                        "GET /health");
        api.path("paths").valueStream().flatMap(JsonNode::valueStream).forEach(operation -> {
            assertThat(operation.path("summary").asString("")).isNotBlank();
            assertThat(operation.path("description").asString("")).isNotBlank();
            assertThat(operation
                            .at("/responses/503/content/application~1problem+json/schema/$ref")
                            .asString(""))
                    .endsWith("/Problem");
        });
    }

    @Test
    void names_are_as_on_the_wire() {
        JsonNode schemas = worker.http().get("/v3/api-docs").json().at("/components/schemas");
        assertThat(schemas.at("/SendMessage/properties").properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("session_token", "data");
        assertThat(schemas.at("/BroadcastComplete/properties").properties().stream()
                        .map(Map.Entry::getKey))
                .contains("total_devices", "sent_successfully", "hex_command", "crc_valid", "expected_crc");
        assertThat(schemas.at("/Problem/properties/detail/type").asString("")).isEqualTo("string");
    }

    @Test
    void there_is_a_page_to_try_it_out() {
        worker.http().get("/swagger-ui.html").assertStatus(302);
        worker.http().get("/swagger-ui/index.html").assertStatus(200);
    }
}
