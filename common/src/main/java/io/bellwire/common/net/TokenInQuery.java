package io.bellwire.common.net;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/**
 * Takes {@code ?token=…} out of the request line before anything can log it. On a WebSocket handshake it becomes the
 * {@code Authorization} header, which browsers cannot set there; anywhere else it is dropped.
 */
@Component
final class TokenInQuery implements HttpHandlerDecoratorFactory {

    private static final String PARAMETER = "token=";

    @Override
    public HttpHandler apply(HttpHandler handler) {
        return (request, response) -> handler.handle(withoutTokenInQuery(request), response);
    }

    private static ServerHttpRequest withoutTokenInQuery(ServerHttpRequest request) {
        String query = request.getURI().getRawQuery();
        if (query == null || !query.contains(PARAMETER)) {
            return request;
        }
        List<String> kept = new ArrayList<>();
        String token = null;
        for (String parameter : query.split("&")) {
            if (parameter.startsWith(PARAMETER)) {
                token = parameter.substring(PARAMETER.length());
            } else {
                kept.add(parameter);
            }
        }
        if (token == null) {
            return request;
        }
        String authorization = CallsToTheEnd.isWebSocketHandshake(request) ? "Bearer " + printable(token) : null;
        return request.mutate()
                .uri(withQuery(request.getURI(), kept))
                .headers(headers -> setIfPresent(headers, authorization))
                .build();
    }

    private static void setIfPresent(HttpHeaders headers, @Nullable String authorization) {
        if (authorization != null) {
            headers.set(HttpHeaders.AUTHORIZATION, authorization);
        }
    }

    /** A token has nothing but visible ASCII in it; anything else is left as it came, percent-encoded and invalid. */
    private static String printable(String raw) {
        try {
            String decoded = URLDecoder.decode(raw, StandardCharsets.UTF_8);
            return decoded.chars().allMatch(c -> c > ' ' && c < 0x7f) ? decoded : raw;
        } catch (IllegalArgumentException e) {
            return raw;
        }
    }

    private static URI withQuery(URI uri, List<String> parameters) {
        StringBuilder text = new StringBuilder();
        if (uri.getScheme() != null) {
            text.append(uri.getScheme()).append("://").append(uri.getRawAuthority());
        }
        text.append(uri.getRawPath());
        if (!parameters.isEmpty()) {
            text.append('?').append(String.join("&", parameters));
        }
        return URI.create(text.toString());
    }
}
