package io.bellwire.worker.sessions;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;

/** This instance, as others know it. Its address is known once its web server listens. */
@Component
public final class ThisWorker implements ApplicationListener<WebServerInitializedEvent> {

    private final String id;
    private final @Nullable URI configuredAddress;
    private final Optional<InetAddress> boundTo;
    private volatile @Nullable Worker listening;

    ThisWorker(WorkerSettings settings, ServerProperties server) {
        String life = UUID.randomUUID().toString();
        this.id = blankToEmpty(settings.name()).map(name -> name + "-" + life).orElse(life);
        this.configuredAddress =
                blankToEmpty(settings.address()).map(ThisWorker::checked).orElse(null);
        this.boundTo = Optional.ofNullable(server.getAddress()).filter(address -> !address.isAnyLocalAddress());
    }

    private static Optional<String> blankToEmpty(@Nullable String text) {
        return Optional.ofNullable(text).filter(value -> !value.isBlank());
    }

    /** An underscore is allowed by some name servers and taken by no URI: the host would silently be missing. */
    private static URI checked(String address) {
        URI uri = URI.create(address);
        if (uri.getHost() == null || !"http".equals(uri.getScheme())) {
            throw new IllegalArgumentException(
                    "bellwire.worker.address is no http:// address with a valid host name: " + address);
        }
        return uri;
    }

    public String id() {
        return id;
    }

    /** Empty until the web server listens. */
    public Optional<Worker> listening() {
        return Optional.ofNullable(listening);
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        if (event.getApplicationContext().getServerNamespace() == null) {
            listening = new Worker(id, addressAt(event.getWebServer().getPort()));
        }
    }

    private URI addressAt(int port) {
        if (configuredAddress != null) {
            return configuredAddress;
        }
        String host = boundTo.orElseGet(ThisWorker::firstOfHost).getHostAddress();
        return URI.create("http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port);
    }

    private static InetAddress firstOfHost() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address
                            && !address.isLoopbackAddress()
                            && !address.isLinkLocalAddress())
                    .findFirst()
                    .orElseGet(InetAddress::getLoopbackAddress);
        } catch (SocketException e) {
            return InetAddress.getLoopbackAddress();
        }
    }
}
