package io.bellwire.gateway.deviceproxy;

import io.netty.channel.ChannelOption;
import java.time.Duration;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** How workers are connected to, whatever is then spoken. */
final class WorkerHttp {

    /** A name may stand for all workers, and they come and go: Docker's own server says that a name holds for 10 minutes. */
    private static final Duration NAMES_HOLD = Duration.ofSeconds(5);

    private WorkerHttp() {}

    static HttpClient client(ConnectionProvider connections, WorkerSettings settings) {
        return HttpClient.create(connections)
                .resolver(names -> names.cacheMaxTimeToLive(NAMES_HOLD)
                        .cacheNegativeTimeToLive(Duration.ZERO)
                        .roundRobinSelection(true))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis());
    }
}
