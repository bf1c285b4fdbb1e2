package io.bellwire.gateway.auth;

import io.bellwire.common.account.SignIn;
import io.bellwire.common.net.ClientAddresses;
import io.bellwire.common.token.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import jakarta.validation.Valid;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/auth")
class AuthController {

    private final AccountService accounts;
    private final TokenService tokens;
    private final SignIn signIn;
    private final ClientAddresses addresses;

    AuthController(AccountService accounts, TokenService tokens, SignIn signIn, ClientAddresses addresses) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.signIn = signIn;
        this.addresses = addresses;
    }

    @PostMapping("/register")
    @SecurityRequirements
    @Operation(summary = "Make an account", description = "403 where registration is closed.")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Registered> register(@Valid @RequestBody RegisterRequest body) {
        String name = body.name() == null ? "" : body.name();
        return accounts.register(given(body.email()), given(body.password()), name)
                .map(Registered::of);
    }

    @PostMapping("/login")
    @SecurityRequirements
    @Operation(
            summary = "Sign in",
            description = "After 10 failures in 5 minutes, from one address for one account, 429 with `Retry-After`.")
    Mono<SignedIn> login(@Valid @RequestBody LoginRequest body, ServerHttpRequest request) {
        return signIn.signIn(given(body.email()), given(body.password()), client(request))
                .flatMap(tokens::signIn);
    }

    @PostMapping("/refresh")
    @SecurityRequirements
    @Operation(
            summary = "The next pair of tokens",
            description = "A refresh token is good for one use, and for another only until what came of it was used:"
                    + " then both holders are signed out.")
    Mono<SignedIn> refresh(@Valid @RequestBody RefreshTokenRequest body) {
        return tokens.refresh(new RefreshToken(given(body.refreshToken())));
    }

    @PostMapping("/logout")
    @SecurityRequirements
    @Operation(summary = "Sign out", description = "Ends every refresh token of the same sign-in.")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> logout(@Valid @RequestBody RefreshTokenRequest body) {
        return tokens.signOut(new RefreshToken(given(body.refreshToken())));
    }

    @PostMapping("/password")
    @Operation(
            summary = "Change the password",
            description = "Signs out everywhere: ends all refresh tokens and sockets of the account.")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> changePassword(
            @AuthenticationPrincipal Caller caller,
            @Valid @RequestBody PasswordRequest body,
            ServerHttpRequest request) {
        return accounts.changePassword(
                caller.userId(), given(body.currentPassword()), given(body.newPassword()), client(request));
    }

    @GetMapping("/me")
    @Operation(summary = "Your own account")
    Mono<Profile> me(@AuthenticationPrincipal Caller caller) {
        return accounts.find(caller.userId()).map(Profile::of);
    }

    private InetAddress client(ServerHttpRequest request) {
        return addresses.of(request.getRemoteAddress(), request.getHeaders());
    }

    /** Validation has seen to it. */
    private static String given(@Nullable String required) {
        return Objects.requireNonNull(required);
    }
}
