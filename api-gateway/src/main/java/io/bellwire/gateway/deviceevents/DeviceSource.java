package io.bellwire.gateway.deviceevents;

import io.bellwire.common.deviceapi.ConnectedDevices;
import io.bellwire.common.deviceapi.DeviceState;
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

    DeviceSource(WorkerClient worker, AccessTokens tokens) {
        this.worker = worker;
        this.tokens = tokens;
    }

    /** All of them, connected or not. */
    Mono<List<DeviceState>> devices(Caller subscriber) {
        return worker.devices(onBehalfOf(subscriber)).collectList();
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
