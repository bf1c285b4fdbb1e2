package io.bellwire.gateway.deviceevents;

import io.bellwire.common.deviceapi.ConnectedDevices;
import io.bellwire.common.deviceapi.DeviceState;
import io.bellwire.common.deviceapi.LastDataBudget;
import io.bellwire.common.error.Unavailable;
import io.bellwire.common.token.AccessTokens;
import io.bellwire.common.token.Caller;
import io.bellwire.common.token.TokenClaims;
import io.bellwire.gateway.deviceproxy.OnBehalf;
import io.bellwire.gateway.deviceproxy.WorkerClient;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What a worker says of the devices that a subscriber may see. */
@Component
class DeviceSource {

    private final WorkerClient worker;
    private final AccessTokens tokens;
    private final long maxLastData;

    DeviceSource(WorkerClient worker, AccessTokens tokens, DeviceEventsSettings settings) {
        this.worker = worker;
        this.tokens = tokens;
        this.maxLastData = settings.maxLastData().toBytes();
    }

    /** All of them, connected or not, with as many of their reports as may be kept. */
    Mono<List<DeviceState>> devices(Caller subscriber) {
        return Mono.defer(() -> {
            LastDataBudget budget = new LastDataBudget(maxLastData);
            return worker.devices(onBehalfOf(subscriber)).map(budget::fit).collectList();
        });
    }

    /** The ids of the connected ones. */
    Mono<List<String>> connected(Caller subscriber) {
        return worker.connectedDevices(null, onBehalfOf(subscriber)).map(ConnectedDevices::connectedDevices);
    }

    /** Whether a worker said itself that it cannot say, and not nobody anything. */
    static boolean isRefusal(Throwable error) {
        return error instanceof Unavailable && error.getCause() == null;
    }

    /** With a token of its own, since configuration may let a subscriber stay whose token has run out. */
    private OnBehalf onBehalfOf(Caller subscriber) {
        TokenClaims claims = subscriber.claims();
        return OnBehalf.of(new Caller(claims, tokens.issue(claims.userId(), claims.email(), claims.roles())));
    }
}
