package io.bellwire.gateway.deviceproxy;

import io.bellwire.common.token.Caller;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * For whom the gateway calls a worker.
 *
 * @param caller whose token travels on; null for what is open to all
 * @param client where the call came from; null where the gateway calls of its own accord
 */
public record OnBehalf(@Nullable Caller caller, @Nullable InetAddress client) {

    public static OnBehalf of(Caller caller) {
        return new OnBehalf(caller, null);
    }
}
