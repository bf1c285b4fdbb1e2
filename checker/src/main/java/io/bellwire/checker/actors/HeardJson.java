package io.bellwire.checker.actors;

import io.bellwire.checker.history.Heard;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the items' socket said, as a record. */
final class HeardJson {

    private HeardJson() {}

    /** Null for what says nothing of items. */
    static @Nullable Heard read(JsonNode message, Instant at) {
        String type = message.path("type").asString("");
        String user = message.path("user_id").asString("");
        long revision = message.path("revision").asLong(-1);
        switch (type) {
            case "connected":
                return new Heard.Greeting(
                        at, user, revision, message.path("epoch").asString(""));
            case "heartbeat":
                return new Heard.Heartbeat(at, revision);
            case "sync_required":
                return new Heard.SyncRequired(at, user, message.path("reason").asString(""), revision);
            case "error", "pong":
                return null;
            default:
                return event(message, at, type, user, revision);
        }
    }

    private static Heard event(JsonNode message, Instant at, String type, String user, long revision) {
        if (!type.matches("(alarm|timer)_(created|updated|deleted)")) {
            throw new IllegalStateException("not in the contract: " + type);
        }
        JsonNode data = message.path("data");
        return new Heard.Event(
                at,
                user,
                type,
                revision,
                data.path("id").asString(""),
                data.path("user_id").asString(""),
                data.path("version").asInt(0),
                data.path("label").asString(""));
    }
}
