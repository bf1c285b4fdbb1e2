package io.bellwire.gateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a gateway tells of the parts behind it, while it goes on serving. */
final class Readiness {

    private static final List<String> PARTS = List.of("redis", "r2dbc");

    private Readiness() {}

    static void isMissing(String missing, RunningGateway gateway) {
        gateway.http().get("/health").assertStatus(200);
        JsonNode parts = gateway.http()
                .get("/actuator/health/readiness")
                .assertStatus(503)
                .json()
                .path("components");
        for (String part : PARTS) {
            assertThat(parts.path(part).path("status").asString())
                    .as(part)
                    .isEqualTo(part.equals(missing) ? "DOWN" : "UP");
        }
    }
}
