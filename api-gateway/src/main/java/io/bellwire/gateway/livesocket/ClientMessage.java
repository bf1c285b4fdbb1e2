package io.bellwire.gateway.livesocket;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client says on a live socket. */
sealed interface ClientMessage {

    record Ping() implements ClientMessage {}

    record Subscribe() implements ClientMessage {}

    record Unsubscribe() implements ClientMessage {}

    /** @param token empty where the message had none */
    record Authenticate(String token) implements ClientMessage {
        @Override
        public String toString() {
            return "Authenticate[]";
        }
    }

    record Unknown(String type) implements ClientMessage {}

    /** Not JSON, not an object, or without a {@code type} that is a string. */
    record Malformed() implements ClientMessage {}

    static ClientMessage parse(String text, JsonMapper json) {
        JsonNode message;
        try {
            message = json.readTree(text);
        } catch (JacksonException e) {
            return new Malformed();
        }
        JsonNode type = message.path("type");
        if (!message.isObject() || !type.isString()) {
            return new Malformed();
        }
        return switch (type.stringValue()) {
            case "ping" -> new Ping();
            case "subscribe" -> new Subscribe();
            case "unsubscribe" -> new Unsubscribe();
            case "authenticate" -> new Authenticate(message.path("token").asString(""));
            default -> new Unknown(type.stringValue());
        };
    }
}
