package io.bellwire.gateway.auth;

import io.bellwire.common.account.Account;
import io.bellwire.common.account.AccountRepository;
import io.bellwire.common.account.PasswordVerifier;
import io.bellwire.common.token.Role;
import java.util.EnumSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Sees to it that the configured operator is one, before the service says that it is ready. An account that somebody has
 * made with the operator's e-mail address becomes an operator's only where the configured password is its password.
 */
@Component
class FirstOperator implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(FirstOperator.class);

    private final OperatorSettings settings;
    private final AccountRepository accounts;
    private final PasswordVerifier passwords;

    FirstOperator(OperatorSettings settings, AccountRepository accounts, PasswordVerifier passwords) {
        this.settings = settings;
        this.accounts = accounts;
        this.passwords = passwords;
    }

    /** Waits, on the thread that starts the service and serves nobody: it is not ready before its operator is there. */
    @Override
    public void run(ApplicationArguments arguments) {
        if (settings.isSet()) {
            promoted()
                    .switchIfEmpty(Mono.defer(this::created))
                    .switchIfEmpty(promoted())
                    .block();
        }
    }

    /** The account as it was found, whatever became of it; empty where there is none. */
    private Mono<Account> promoted() {
        return accounts.findByEmail(settings.email())
                .flatMap(account -> isOperators(account)
                        ? Mono.just(account)
                        : passwords
                                .isOf(account, settings.password())
                                .flatMap(theirs -> theirs ? accounts.grant(account.id(), Role.OPERATOR) : refused())
                                .thenReturn(account));
    }

    private static boolean isOperators(Account account) {
        return account.roles().contains(Role.OPERATOR);
    }

    private static Mono<Void> refused() {
        return Mono.fromRunnable(
                () -> log.error("The configured operator's e-mail is that of an account with another password than the"
                        + " configured one: it was not made an operator's"));
    }

    /** Empty where another instance was faster. */
    private Mono<Account> created() {
        return passwords
                .hash(settings.password())
                .flatMap(hash -> accounts.create(settings.email(), "", EnumSet.of(Role.USER, Role.OPERATOR), hash))
                .doOnNext(account -> log.info("The first operator was made"));
    }
}
