package io.bellwire.common.account;

import java.net.InetAddress;
import java.util.Optional;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Signs in people and devices alike. */
@Service
public class SignIn {

    private final AccountRepository accounts;
    private final PasswordVerifier passwords;
    private final SignInLimit limit;

    SignIn(AccountRepository accounts, PasswordVerifier passwords, SignInLimit limit) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.limit = limit;
    }

    /**
     * The account that e-mail and password belong to. Errs with {@link InvalidCredentials} or
     * {@link TooManyAttempts}; credentials that were good within the last five minutes pass the limits.
     */
    public Mono<Account> signIn(String email, String password, InetAddress address) {
        return accounts.findByEmail(email)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(found -> found.filter(account -> passwords.wasGoodLately(account, password))
                        .map(Mono::just)
                        .orElseGet(() -> check(found, email, password, address)));
    }

    private Mono<Account> check(Optional<Account> found, String email, String password, InetAddress address) {
        Mono<Account> verified = passwords
                .matches(found.orElse(null), password)
                .onErrorResume(notChecked -> limit.giveBack(email, address).then(Mono.error(notChecked)))
                .flatMap(good -> good
                        ? limit.giveBack(email, address).then(Mono.justOrEmpty(found))
                        : Mono.error(new InvalidCredentials()));
        return limit.count(email, address).then(verified);
    }
}
