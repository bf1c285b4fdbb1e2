package io.bellwire.worker.devices;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A device's first message. */
record Credentials(String email, String password) {

    /** @throws DeviceRefused where the message is not what it has to be */
    static Credentials read(JsonMapper json, String message) {
        JsonNode node;
        try {
            node = json.readTree(message);
        } catch (JacksonException e) {
            throw new DeviceRefused("Invalid JSON");
        }
        if (node.isMissingNode()) {
            throw new DeviceRefused("Invalid JSON");
        }
        String email = node.path("email").asString("");
        String password = node.path("password").asString("");
        if (!node.path("email").isString()
                || email.isBlank()
                || !node.path("password").isString()
                || password.isEmpty()) {
            throw new DeviceRefused("Missing credentials");
        }
        return new Credentials(email, password);
    }

    @Override
    public String toString() {
        return "Credentials[]";
    }
}
