package io.bellwire.gateway.items.live;

import io.bellwire.common.socket.Frame;
import io.bellwire.common.socket.SocketSettings;
import io.bellwire.common.token.UserId;
import io.bellwire.gateway.items.ItemChange;
import io.bellwire.gateway.items.SyncState;
import io.bellwire.gateway.livesocket.LiveMessage;
import java.time.Clock;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes the bytes of what is said on the items' socket. */
@Component
class ItemMessages {

    private static final String GREETING = "WebSocket connection established";

    private final JsonMapper json;
    private final Clock clock;
    private final long heartbeatSeconds;

    ItemMessages(JsonMapper json, Clock clock, SocketSettings settings) {
        this.json = json;
        this.clock = clock;
        this.heartbeatSeconds = settings.heartbeatInterval().toSeconds();
    }

    Frame connected(UserId user, SyncState state) {
        return Frame.control(json.writeValueAsBytes(new ItemMessage.Connected(
                clock.instant(), user, GREETING, state.head(), state.epoch(), heartbeatSeconds)));
    }

    LiveMessage heartbeat(long revision) {
        return new LiveMessage.Heartbeat(clock.instant(), revision);
    }

    byte[] syncRequired(UserId user, String reason, long revision) {
        return json.writeValueAsBytes(new ItemMessage.SyncRequired(clock.instant(), user, reason, revision));
    }

    EncodedChange encode(ItemChange change) {
        return new EncodedChange(
                change.revision(), change.item().state().updatedAt(), json.writeValueAsBytes(change.event()));
    }
}
