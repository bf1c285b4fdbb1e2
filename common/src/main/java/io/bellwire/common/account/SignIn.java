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
     * {@link TooManyAttempts}; credentials that were good within the last five minutes pass the limits. Errs with
     * {@link java.util.concurrent.RejectedExecutionException} where there is too much to do.
     */
    public Mono<Account> signIn(String email, String password, InetAddress address) {
        return accounts.findByEmail(email)
                .filter(account -> WellFormed.isText(password))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(found -> found.filter(account -> passwords.wasGoodLately(account, password))
                        .map(Mono::just)
                        .orElseGet(() -> check(found, password, new Guess(email, address))));
    }

    private Mono<Account> check(Optional<Account> found, String password, Guess guess) {
        return passwords
                .matches(found.orElse(null), password, guess)
                .flatMap(good -> good ? Mono.justOrEmpty(found) : Mono.error(new InvalidCredentials()))
                .onErrorResume(
                        TooManyAttempts.class,
                        refused -> guess.charged ? Mono.error(refused) : check(found, password, guess));
    }

    /** Those who make the same guess at the same time share the computation; one of them is charged for it. */
    private final class Guess implements Attempt {

        private final String email;
        private final InetAddress address;
        private volatile boolean charged;

        Guess(String email, InetAddress address) {
            this.email = email;
            this.address = address;
        }

        @Override
        public Mono<Void> charge() {
            charged = true;
            return limit.count(email, address);
        }

        @Override
        public Mono<Void> giveBack() {
            return limit.giveBack(email, address);
        }
    }
}
