package io.bellwire.common.socket;

import io.bellwire.common.net.ClientAddresses;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** What a client said when it opened a socket. */
public final class Handshake {

    private final HandshakeInfo info;

    private Handshake(HandshakeInfo info) {
        this.info = info;
    }

    public static Handshake of(WebSocketSession session) {
        return new Handshake(session.getHandshakeInfo());
    }

    /** A query parameter, decoded; empty where it is missing or blank. */
    public Optional<String> parameter(String name) {
        String raw = UriComponentsBuilder.fromUri(info.getUri())
                .build()
                .getQueryParams()
                .getFirst(name);
        return Optional.ofNullable(raw)
                .map(value -> UriUtils.decode(value, StandardCharsets.UTF_8))
                .filter(value -> !value.isBlank());
    }

    /** The {@code Authorization} header, into which {@code ?token=} was put. */
    public Optional<String> authorization() {
        return Optional.ofNullable(info.getHeaders().getFirst(HttpHeaders.AUTHORIZATION));
    }

    /** Whether a browser opened it. */
    public boolean isFromBrowser() {
        return info.getHeaders().getOrigin() != null;
    }

    public InetAddress clientAddress(ClientAddresses addresses) {
        return addresses.of(info.getRemoteAddress(), info.getHeaders());
    }
}
