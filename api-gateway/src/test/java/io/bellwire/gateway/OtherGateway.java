package io.bellwire.gateway;

import java.util.Map;

/**
 * A second instance on the same services, set up as differently as possible: behind a proxy, closed to new accounts,
 * with an operator of its own, quick to look at what the bus may have missed.
 */
public final class OtherGateway {

    public static final String OPERATOR_EMAIL = "First.Operator@example.com";
    public static final String OPERATOR_PASSWORD = "the first operator's";

    private OtherGateway() {}

    private static final class Shared {
        static final RunningGateway GATEWAY = RunningGateway.with(Map.of(
                "bellwire.trusted-proxies", "127.0.0.1,10.0.0.0/8",
                "bellwire.registration.open", "false",
                "bellwire.operator.email", OPERATOR_EMAIL,
                "bellwire.operator.password", OPERATOR_PASSWORD,
                "bellwire.live.password-sweep", "100ms",
                "bellwire.socket.heartbeat-interval", "2s"));
    }

    public static RunningGateway shared() {
        return Shared.GATEWAY;
    }
}
