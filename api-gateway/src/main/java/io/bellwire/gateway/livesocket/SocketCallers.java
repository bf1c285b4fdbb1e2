package io.bellwire.gateway.livesocket;

import io.bellwire.common.account.Account;
import io.bellwire.common.account.AccountRepository;
import io.bellwire.common.socket.Handshake;
import io.bellwire.common.token.BearerSecurity;
import io.bellwire.common.token.Caller;
import io.bellwire.common.token.InvalidToken;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Who is at the other end of a live socket. */
@Component
class SocketCallers {

    private final BearerSecurity bearer;
    private final AccountRepository accounts;

    SocketCallers(BearerSecurity bearer, AccountRepository accounts) {
        this.bearer = bearer;
        this.accounts = accounts;
    }

    /** Errs with {@link InvalidToken}, or as the database does while it is away. */
    Mono<Caller> authenticate(Handshake handshake) {
        return authenticate(handshake.authorization().orElse(""));
    }

    /** Who takes over a running connection: nobody but the same user with the same rights. */
    Mono<Caller> authenticateAnew(Caller before, String token) {
        return authenticate("Bearer " + token)
                .filter(caller -> caller.userId().equals(before.userId()) && caller.isOperator() == before.isOperator())
                .switchIfEmpty(Mono.error(InvalidToken::invalid));
    }

    private Mono<Caller> authenticate(String authorization) {
        return Mono.fromCallable(() -> bearer.callerOf(authorization)).flatMap(this::ifPasswordStillStands);
    }

    /** Users that are not in this database have no password here that could have changed. */
    private Mono<Caller> ifPasswordStillStands(Caller caller) {
        return accounts.findById(caller.userId())
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .map(account -> {
                    if (caller.claims()
                            .isOlderThan(account.map(Account::passwordChangedAt).orElse(null))) {
                        throw InvalidToken.invalid();
                    }
                    return caller;
                });
    }
}
