package io.bellwire.common.token;

import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.Problems;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.authentication.ServerAuthenticationEntryPointFailureHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Every path needs {@code Authorization: Bearer …} unless it is named open. A stale token sent to an open path is
 * no error: nobody looks at it there.
 */
@Component
public final class BearerSecurity {

    private static final String SCHEME = "bearer ";

    private final AccessTokens tokens;
    private final Problems problems;
    private final ObjectProvider<CallerWithoutToken> withoutToken;

    BearerSecurity(AccessTokens tokens, Problems problems, ObjectProvider<CallerWithoutToken> withoutToken) {
        this.tokens = tokens;
        this.problems = problems;
        this.withoutToken = withoutToken;
    }

    /** @param open what needs no token */
    public SecurityWebFilterChain protect(ServerHttpSecurity http, ServerWebExchangeMatcher open) {
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .cors(ServerHttpSecurity.CorsSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .exceptionHandling(errors -> errors.authenticationEntryPoint(entryPoint())
                        .accessDeniedHandler((exchange, denied) ->
                                problems.write(exchange, ApiException.forbidden("This is not yours to do"))))
                .addFilterAt(authentication(open), SecurityWebFiltersOrder.AUTHENTICATION)
                .authorizeExchange(exchanges ->
                        exchanges.matchers(open).permitAll().anyExchange().authenticated())
                .build();
    }

    private AuthenticationWebFilter authentication(ServerWebExchangeMatcher open) {
        ReactiveAuthenticationManager alreadyVerified = Mono::just;
        AuthenticationWebFilter filter = new AuthenticationWebFilter(alreadyVerified);
        filter.setRequiresAuthenticationMatcher(new NegatedServerWebExchangeMatcher(open));
        filter.setServerAuthenticationConverter(this::authenticate);
        filter.setSecurityContextRepository(NoOpServerSecurityContextRepository.getInstance());
        filter.setAuthenticationFailureHandler(new ServerAuthenticationEntryPointFailureHandler(entryPoint()));
        return filter;
    }

    private ServerAuthenticationEntryPoint entryPoint() {
        return (exchange, failure) -> problems.write(
                exchange,
                ApiException.unauthorized(
                        failure instanceof BadCredentialsException rejected
                                ? String.valueOf(rejected.getMessage())
                                : "Not authenticated"));
    }

    private Mono<Authentication> authenticate(ServerWebExchange exchange) {
        String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            return Mono.justOrEmpty(withoutToken.getIfAvailable())
                    .flatMap(fallback -> Mono.justOrEmpty(fallback.callerOf(exchange)))
                    .map(BearerSecurity::toAuthentication);
        }
        return Mono.fromCallable(() -> toAuthentication(callerOf(header)))
                .onErrorMap(InvalidToken.class, e -> new BadCredentialsException(e.getMessage()));
    }

    /**
     * Who is named by an {@code Authorization} header.
     *
     * @throws InvalidToken where it is no bearer token or not a valid one
     */
    public Caller callerOf(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw InvalidToken.invalid();
        }
        String token = authorization.substring(SCHEME.length()).strip();
        return new Caller(tokens.verify(token), token);
    }

    private static Authentication toAuthentication(Caller caller) {
        List<SimpleGrantedAuthority> authorities = caller.claims().roles().stream()
                .map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                .toList();
        return UsernamePasswordAuthenticationToken.authenticated(caller, null, authorities);
    }
}
