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

/** Sees to it that the configured operator is one, before the service says that it is ready. */
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

    private Mono<Account> promoted() {
        return accounts.findByEmail(settings.email())
                .flatMap(account -> accounts.grant(account.id(), Role.OPERATOR).thenReturn(account));
    }

    /** Empty where another instance was faster. */
    private Mono<Account> created() {
        return passwords
                .hash(settings.password())
                .flatMap(hash -> accounts.create(settings.email(), "", EnumSet.of(Role.USER, Role.OPERATOR), hash))
                .doOnNext(account -> log.info("The first operator was made"));
    }
}
