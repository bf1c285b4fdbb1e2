package io.bellwire.gateway.auth;

import io.bellwire.common.account.Account;
import io.bellwire.common.account.AccountRepository;
import io.bellwire.common.error.ApiException;
import io.bellwire.common.token.AccessTokens;
import io.bellwire.common.token.UserId;
import io.bellwire.gateway.turns.UserTurns;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Gives out pairs of tokens. All uses of one account's refresh tokens come one after the other, in their turn here and by
 * its row's lock everywhere; and each runs to its end, whoever is still there to hear the answer.
 */
@Service
class TokenService {

    private static final ApiException REFUSED = ApiException.unauthorized("Invalid refresh token");

    private final AccountRepository accounts;
    private final RefreshTokenRepository tokens;
    private final AccessTokens accessTokens;
    private final UserTurns turns;
    private final TransactionalOperator transactions;

    TokenService(
            AccountRepository accounts,
            RefreshTokenRepository tokens,
            AccessTokens accessTokens,
            UserTurns turns,
            TransactionalOperator transactions) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.accessTokens = accessTokens;
        this.turns = turns;
        this.transactions = transactions;
    }

    /** A new family for someone whose password was just found to be right, and has not changed since. */
    Mono<SignedIn> signIn(Account verified) {
        RefreshToken first = RefreshToken.random();
        Mono<SignedIn> signedIn = inTransaction(
                verified.id(),
                accounts.lock(verified.id())
                        .filter(account -> account.passwordHash().equals(verified.passwordHash()))
                        .flatMap(account -> tokens.insert(first, UUID.randomUUID(), account.id())
                                .thenReturn(pair("Login successful", account, first))));
        return signedIn.switchIfEmpty(Mono.error(() -> ApiException.unauthorized("Invalid email or password")));
    }

    /** The next pair; 401 where the token is unknown, expired or used by two. */
    Mono<SignedIn> refresh(RefreshToken token) {
        Mono<SignedIn> refreshed = tokens.owner(token)
                .flatMap(user -> inTransaction(user, accounts.lock(user).flatMap(account -> tokens.find(token)
                        .flatMap(stored -> use(account, token, stored)))));
        return refreshed.switchIfEmpty(Mono.error(REFUSED));
    }

    /** Empty where the token is refused. */
    private Mono<SignedIn> use(Account account, RefreshToken token, StoredToken stored) {
        RefreshToken next = RefreshToken.random();
        return switch (stored.use()) {
            case FRESH, SPENT ->
                tokens.succeed(token, next)
                        .then(tokens.insert(next, stored.familyId(), account.id()))
                        .thenReturn(pair("Token refreshed", account, next));
            case STOLEN -> tokens.deleteFamily(stored.familyId()).then(Mono.empty());
            case EXPIRED -> Mono.empty();
        };
    }

    /** Ends the family of the token, spent or not; an unknown one has none. */
    Mono<Void> signOut(RefreshToken token) {
        return tokens.owner(token)
                .flatMap(user -> inTransaction(
                        user,
                        accounts.lock(user)
                                .flatMap(account -> tokens.find(token))
                                .flatMap(stored -> tokens.deleteFamily(stored.familyId()))));
    }

    private SignedIn pair(String message, Account account, RefreshToken refreshToken) {
        String accessToken =
                accessTokens.issue(account.id(), account.email(), account.roles(), account.passwordChangedAt());
        return new SignedIn(
                true,
                message,
                accessToken,
                refreshToken.value(),
                "bearer",
                accessTokens.lifetime().toSeconds(),
                Profile.of(account));
    }

    private <T> Mono<T> inTransaction(UserId user, Mono<T> work) {
        return turns.signIn(user, work.as(transactions::transactional));
    }
}
