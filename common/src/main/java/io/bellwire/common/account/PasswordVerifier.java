package io.bellwire.common.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.bellwire.common.reactive.Turns;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Hashes and checks passwords off the event loop, on as many threads as there are cores. When more wait than
 * {@value #MAX_WAITING}, further ones err with {@link java.util.concurrent.RejectedExecutionException} at once.
 *
 * <p>A good password is remembered for five minutes, keyed over a keyed digest of it and the stored hash, so that
 * 2,000 devices of one account cost one bcrypt, and a changed password is checked anew without any message.
 */
@Component
public class PasswordVerifier implements DisposableBean {

    /** What bcrypt takes into account. */
    public static final int MAX_BYTES = 72;

    private static final int MAX_WAITING = 256;
    private static final int MAX_REMEMBERED = 10_000;
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(5);

    /** More than there are threads: while Redis is silent, each waits for it before it needs one. */
    private static final int AT_A_TIME = 16;

    private final PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
    private final Scheduler scheduler = Schedulers.newBoundedElastic(
            Runtime.getRuntime().availableProcessors(), MAX_WAITING, "passwords", 60, true);
    private final Turns turns = new Turns(AT_A_TIME, MAX_WAITING);
    private final Cache<Credentials, Boolean> good = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();
    private final Map<Credentials, Mono<Boolean>> underWay = new ConcurrentHashMap<>();
    private final SecretKeySpec digestKey = randomKey();
    private final String hashOfNobody = encoder.encode("nobody");
    private final Counter checks;

    PasswordVerifier(MeterRegistry meters) {
        this.checks = Counter.builder("bellwire.passwords.checked")
                .description("Passwords that a hash was computed for")
                .register(meters);
    }

    private record Credentials(String storedHash, String passwordDigest) {
        @Override
        public String toString() {
            return "Credentials[]";
        }
    }

    public Mono<String> hash(String password) {
        return Mono.fromCallable(() -> encoder.encode(password)).subscribeOn(scheduler);
    }

    /** Whether {@code password} was found to be this account's within the last five minutes, here. */
    public boolean wasGoodLately(Account account, String password) {
        return isRemembered(credentials(account.passwordHash(), password));
    }

    private boolean isRemembered(Credentials credentials) {
        return good.getIfPresent(credentials) != null;
    }

    /**
     * Takes the same time for an account that does not exist ({@code null}), and is then false. Those who ask for the
     * same at the same time share one computation.
     *
     * @param attempt is charged when the computation's turn has come, so that what waits is no failure yet
     */
    Mono<Boolean> matches(@Nullable Account account, String password, Attempt attempt) {
        if (account == null) {
            return inItsTurn(attempt, check(password, hashOfNobody).thenReturn(false));
        }
        Credentials credentials = credentials(account.passwordHash(), password);
        return Mono.defer(() -> underWay.computeIfAbsent(credentials, key -> Mono.defer(
                        () -> isRemembered(key) ? Mono.just(true) : newlyChecked(key, password, attempt))
                // before the answer: whoever asks again upon it makes a new attempt
                .doOnTerminate(() -> underWay.remove(key))
                .cache()));
    }

    private Mono<Boolean> newlyChecked(Credentials credentials, String password, Attempt attempt) {
        return inItsTurn(attempt, check(password, credentials.storedHash())).doOnNext(matches -> {
            if (matches) {
                good.put(credentials, true);
            }
        });
    }

    /** Whether the password is the account's, for the service's own configuration: no guess, and not remembered. */
    public Mono<Boolean> isOf(Account account, String password) {
        return check(password, account.passwordHash());
    }

    private Mono<Boolean> inItsTurn(Attempt attempt, Mono<Boolean> check) {
        return turns.take(attempt.charge()
                .then(check.onErrorResume(notChecked -> attempt.giveBack().then(Mono.error(notChecked)))
                        .flatMap(matches -> matches ? attempt.giveBack().thenReturn(true) : Mono.just(false))));
    }

    private Mono<Boolean> check(String password, String storedHash) {
        return Mono.fromCallable(() -> {
                    checks.increment();
                    return encoder.matches(password, storedHash) && isWhollyHashed(password);
                })
                .subscribeOn(scheduler);
    }

    /** bcrypt leaves out what follows; a password with a tail is another password. */
    private static boolean isWhollyHashed(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }

    private Credentials credentials(String storedHash, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(digestKey);
            byte[] digest = mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
            return new Credentials(storedHash, Base64.getEncoder().encodeToString(digest));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
        }
    }

    private static SecretKeySpec randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new SecretKeySpec(key, "HmacSHA256");
    }

    @Override
    public void destroy() {
        scheduler.dispose();
    }
}
