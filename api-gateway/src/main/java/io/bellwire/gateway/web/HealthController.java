package io.bellwire.gateway.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import java.time.Clock;
import java.time.Instant;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class HealthController {

    private final Clock clock;

    HealthController(Clock clock) {
        this.clock = clock;
    }

    record Health(String status, String service, Instant timestamp) {}

    @GetMapping("/health")
    @SecurityRequirements
    @Operation(
            summary = "Whether this instance serves",
            description = "Open. Whether all behind it is there says `/actuator/health/readiness`.")
    Health health() {
        return new Health("ok", "api-gateway", clock.instant());
    }
}
