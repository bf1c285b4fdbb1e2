package io.bellwire.worker.devices;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bellwire.worker.sessions.SessionEntry;

/** What a device is told about itself. */
sealed interface DeviceAnswer {

    String PONG = "pong";

    @JsonProperty
    String status();

    record Authenticated(String status, String sessionId, String connectionId) implements DeviceAnswer {

        Authenticated(SessionEntry entry) {
            this("authenticated", entry.sessionId().value(), entry.connectionId());
        }
    }

    record Failed(String status, String detail) implements DeviceAnswer {

        Failed(String detail) {
            this("error", detail);
        }
    }
}
