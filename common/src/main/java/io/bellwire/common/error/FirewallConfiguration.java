package io.bellwire.common.error;

import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;

@Configuration(proxyBeanMethods = false)
class FirewallConfiguration {

    private static final Set<HttpMethod> USUAL_METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    /** Spring Security turns encoded slashes, semicolons and control characters away with 400 and without a word. */
    @Bean
    ServerExchangeRejectedHandler rejectedByFirewall(Problems problems) {
        return (exchange, rejected) ->
                problems.write(exchange, answer(exchange.getRequest().getMethod()));
    }

    private static ApiException answer(HttpMethod method) {
        return USUAL_METHODS.contains(method)
                ? ApiException.badRequest("The address of the request is malformed")
                : new ApiException(
                        HttpStatus.METHOD_NOT_ALLOWED,
                        "This method is not possible here; expected one of GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS");
    }
}
