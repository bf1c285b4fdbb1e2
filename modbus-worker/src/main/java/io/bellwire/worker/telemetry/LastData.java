package io.bellwire.worker.telemetry;

import io.bellwire.common.deviceapi.DeviceEvent;
import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.token.UserId;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** What each device last reported, for a day. */
public interface LastData {

    /** One device of one account: what an earlier owner's device said under the same id is nobody else's. */
    record Of(UserId owner, SessionId sessionId) {}

    /** Those that reported within a day; errs while Redis is away. */
    Mono<Map<SessionId, DeviceEvent.Data>> find(List<Of> devices);

    Mono<Void> forget(Of device);
}
