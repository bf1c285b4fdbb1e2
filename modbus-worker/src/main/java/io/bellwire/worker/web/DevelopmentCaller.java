package io.bellwire.worker.web;

import io.bellwire.common.net.ClientAddresses;
import io.bellwire.common.settings.InstanceSettings;
import io.bellwire.common.token.AccessTokens;
import io.bellwire.common.token.Caller;
import io.bellwire.common.token.CallerWithoutToken;
import io.bellwire.common.token.Role;
import io.bellwire.common.token.UserId;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Takes a call without a token for an operator's where a developer debugs: in the development environment, straight
 * from loopback or a network configured for it, and not out of a browser's page.
 */
@Component
class DevelopmentCaller implements CallerWithoutToken {

    private static final UserId DEVELOPER = new UserId("development");

    private final InstanceSettings instance;
    private final DebugSettings settings;
    private final AccessTokens tokens;

    DevelopmentCaller(InstanceSettings instance, DebugSettings settings, AccessTokens tokens) {
        this.instance = instance;
        this.settings = settings;
        this.tokens = tokens;
    }

    @Override
    public Optional<Caller> callerOf(ServerWebExchange exchange) {
        return instance.environment().isProduction() || !isDebugging(exchange.getRequest())
                ? Optional.empty()
                : Optional.of(developer());
    }

    /** What came through a proxy came from who knows where, even if the proxy itself is near. */
    private boolean isDebugging(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        InetSocketAddress peer = request.getRemoteAddress();
        return peer != null
                && settings.includes(peer.getAddress())
                && headers.getOrigin() == null
                && !headers.containsHeader(ClientAddresses.FORWARDED_FOR)
                && !headers.containsHeader("Forwarded");
    }

    /** With a token of its own, so that the call can be handed on to another instance. */
    private Caller developer() {
        String token = tokens.issue(DEVELOPER, "", Set.of(Role.OPERATOR));
        return new Caller(tokens.verify(token), token);
    }
}
