package io.bellwire.worker.commands;

import io.bellwire.common.deviceapi.WorkerHealth;
import io.bellwire.worker.devices.DeviceHub;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class HealthController {

    private final DeviceHub hub;

    HealthController(DeviceHub hub) {
        this.hub = hub;
    }

    @GetMapping("/health")
    @SecurityRequirements
    @Operation(
            summary = "Whether this instance serves",
            description = "Open. Counts this instance's devices; whether all behind it is there says"
                    + " `/actuator/health/readiness`.")
    WorkerHealth health() {
        return new WorkerHealth(hub.count());
    }
}
