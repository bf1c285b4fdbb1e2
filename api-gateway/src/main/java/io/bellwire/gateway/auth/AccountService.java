package io.bellwire.gateway.auth;

import io.bellwire.common.account.Account;
import io.bellwire.common.account.AccountRepository;
import io.bellwire.common.account.InvalidCredentials;
import io.bellwire.common.account.PasswordChange;
import io.bellwire.common.account.PasswordVerifier;
import io.bellwire.common.account.SignIn;
import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.FieldError;
import io.bellwire.common.token.Role;
import io.bellwire.common.token.UserId;
import io.bellwire.gateway.livesocket.SignOuts;
import io.bellwire.gateway.turns.UserTurns;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Makes accounts and changes their passwords. */
@Service
class AccountService {

    private final AccountRepository accounts;
    private final RefreshTokenRepository tokens;
    private final PasswordVerifier passwords;
    private final SignIn signIn;
    private final SignOuts signOuts;
    private final RegistrationSettings registration;
    private final UserTurns turns;
    private final TransactionalOperator transactions;

    AccountService(
            AccountRepository accounts,
            RefreshTokenRepository tokens,
            PasswordVerifier passwords,
            SignIn signIn,
            SignOuts signOuts,
            RegistrationSettings registration,
            UserTurns turns,
            TransactionalOperator transactions) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.passwords = passwords;
        this.signIn = signIn;
        this.signOuts = signOuts;
        this.registration = registration;
        this.turns = turns;
        this.transactions = transactions;
    }

    /** 400 where the e-mail address is taken, 403 where registration is closed. */
    Mono<Account> register(String email, String password, String name) {
        if (!registration.open()) {
            return Mono.error(ApiException.forbidden("Registration is closed"));
        }
        Mono<Account> created =
                passwords.hash(password).flatMap(hash -> accounts.create(email, name, Set.of(Role.USER), hash));
        return accounts.findByEmail(email)
                .map(taken -> false)
                .defaultIfEmpty(true)
                .flatMap(free -> free ? created : Mono.<Account>empty())
                .switchIfEmpty(Mono.error(() -> ApiException.badRequest("Email already registered")));
    }

    /** The account behind a token; 401 where it is gone. */
    Mono<Account> find(UserId user) {
        return accounts.findById(user)
                .switchIfEmpty(Mono.error(() -> ApiException.unauthorized("This account does not exist")));
    }

    /** Ends every token family and live socket of the account, this caller's too. Guesses count as at sign-in. */
    Mono<Void> changePassword(UserId user, String current, String wanted, InetAddress address) {
        return find(user)
                .flatMap(account -> signIn.signIn(account.email(), current, address))
                .onErrorMap(InvalidCredentials.class, wrong -> wrongPassword())
                .flatMap(account -> passwords.hash(wanted).flatMap(hash -> change(account, hash)));
    }

    private Mono<Void> change(Account verified, String newHash) {
        Mono<PasswordChange> change = accounts.lock(verified.id())
                .filter(account -> account.passwordHash().equals(verified.passwordHash()))
                .flatMap(account -> accounts.changePassword(account.id(), newHash))
                .flatMap(at -> tokens.deleteFamiliesOf(verified.id()).thenReturn(new PasswordChange(verified.id(), at)))
                .as(transactions::transactional);
        Mono<Void> whole =
                change.switchIfEmpty(Mono.error(AccountService::wrongPassword)).flatMap(signOuts::announce);
        return turns.signIn(verified.id(), whole);
    }

    private static ApiException wrongPassword() {
        return ApiException.invalid(List.of(new FieldError("current_password", "is not the account's password")));
    }
}
