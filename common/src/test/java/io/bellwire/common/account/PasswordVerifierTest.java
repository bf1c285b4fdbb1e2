package io.bellwire.common.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bellwire.common.token.Role;
import io.bellwire.common.token.UserId;
import io.bellwire.testsupport.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class PasswordVerifierTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int AT_A_TIME = 16;
    private static final int MAX_WAITING = 256;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PasswordVerifier passwords = new PasswordVerifier(meters);
    private final BCryptPasswordEncoder cheap = new BCryptPasswordEncoder(4);
    private final Account anna = account("anna");
    private final Sinks.Empty<Void> gate = Sinks.empty();
    private final AtomicInteger charged = new AtomicInteger();
    private final AtomicInteger givenBack = new AtomicInteger();

    @AfterEach
    void end() {
        passwords.destroy();
    }

    private Account account(String name) {
        String hash = "{bcrypt}" + cheap.encode(name);
        return new Account(new UserId(name), name + "@example.com", "", Set.of(Role.USER), hash, null);
    }

    /** Charging takes until the gate opens. */
    private final Attempt attempt = new Attempt() {
        @Override
        public Mono<Void> charge() {
            return Mono.fromRunnable(charged::incrementAndGet).then(gate.asMono());
        }

        @Override
        public Mono<Void> giveBack() {
            return Mono.fromRunnable(givenBack::incrementAndGet);
        }
    };

    private double computed() {
        return meters.get("bellwire.passwords.checked").counter().count();
    }

    @Test
    void the_same_password_at_the_same_time_and_lately_costs_one_hash_and_one_charge() {
        List<CompletableFuture<Boolean>> sameTime = IntStream.range(0, 1_000)
                .mapToObj(i -> passwords.matches(anna, "anna", attempt).toFuture())
                .toList();
        assertThat(passwords.wasGoodLately(anna, "anna")).isFalse();
        gate.tryEmitEmpty();
        assertThat(sameTime)
                .allSatisfy(match ->
                        assertThat(match.orTimeout(10, TimeUnit.SECONDS).join()).isTrue());
        assertThat(passwords.matches(anna, "anna", attempt).block(LIMIT)).isTrue();
        assertThat(passwords.wasGoodLately(anna, "anna")).isTrue();
        assertThat(computed()).isEqualTo(1);
        assertThat(charged).hasValue(1);
        assertThat(givenBack).hasValue(1);
    }

    @Test
    void another_hash_of_the_account_is_another_password() {
        gate.tryEmitEmpty();
        assertThat(passwords.matches(anna, "anna", attempt).block(LIMIT)).isTrue();
        Account changed = new Account(
                anna.id(), anna.email(), "", anna.roles(), account("another").passwordHash(), null);
        assertThat(passwords.wasGoodLately(changed, "anna")).isFalse();
        assertThat(passwords.matches(changed, "anna", attempt).block(LIMIT)).isFalse();
    }

    @Test
    void a_wrong_password_is_charged_and_forgotten() {
        gate.tryEmitEmpty();
        for (int i = 1; i <= 3; i++) {
            assertThat(passwords.matches(anna, "wrong", attempt).block(LIMIT)).isFalse();
            assertThat(passwords.wasGoodLately(anna, "wrong")).isFalse();
            assertThat(computed()).isEqualTo(i);
        }
        assertThat(charged).hasValue(3);
        assertThat(givenBack).hasValue(0);
    }

    @Test
    void nobody_costs_a_hash_as_everybody_does_and_is_never_right() {
        gate.tryEmitEmpty();
        assertThat(passwords.matches(null, "nobody", attempt).block(LIMIT)).isFalse();
        assertThat(computed()).isEqualTo(1);
        assertThat(charged).hasValue(1);
        assertThat(givenBack).hasValue(0);
    }

    @Test
    void what_waits_is_bounded_and_is_not_charged_before_its_turn() {
        List<CompletableFuture<Boolean>> matches = IntStream.range(0, AT_A_TIME + MAX_WAITING)
                .mapToObj(i -> passwords.matches(anna, "guess " + i, attempt).toFuture())
                .toList();
        assertThat(charged).hasValue(AT_A_TIME);
        assertThatThrownBy(() -> passwords.matches(anna, "one more", attempt).block(LIMIT))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(matches).noneMatch(CompletableFuture::isDone);
        gate.tryEmitEmpty();
        CompletableFuture.allOf(matches.toArray(CompletableFuture[]::new)).join();
        assertThat(charged).hasValue(AT_A_TIME + MAX_WAITING);
        assertThat(passwords.matches(anna, "anna", attempt).block(LIMIT)).isTrue();
    }

    @Test
    void a_charge_that_is_refused_is_nobody_elses_and_passes_the_turn_on() {
        Attempt refused = new Attempt() {
            @Override
            public Mono<Void> charge() {
                return Mono.error(new TooManyAttempts(Duration.ofSeconds(1)));
            }

            @Override
            public Mono<Void> giveBack() {
                return attempt.giveBack();
            }
        };
        gate.tryEmitEmpty();
        for (int i = 0; i < 2 * AT_A_TIME; i++) {
            assertThatThrownBy(() -> passwords.matches(anna, "anna", refused).block(LIMIT))
                    .isInstanceOf(TooManyAttempts.class);
        }
        assertThat(computed()).isZero();
        assertThat(givenBack).hasValue(0);
        assertThat(passwords.matches(anna, "anna", attempt).block(LIMIT)).isTrue();
    }

    @Test
    void who_hangs_up_is_given_back_what_was_charged() {
        passwords.matches(anna, "anna", attempt).subscribe().dispose();
        assertThat(charged).hasValue(1);
        gate.tryEmitEmpty();
        Await.until("remembered", () -> passwords.wasGoodLately(anna, "anna"));
        assertThat(givenBack).hasValue(1);
    }
}
