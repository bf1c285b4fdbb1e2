package io.bellwire.common.token;

import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/** Who a request without a token is taken for, where a service allows such a thing at all. */
@FunctionalInterface
public interface CallerWithoutToken {

    Optional<Caller> callerOf(ServerWebExchange exchange);
}
