package io.bellwire.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.OtherGateway;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.testsupport.Answer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Behind a trusted proxy, so that every test comes from an address of its own. */
class SignInLimitTest {

    private final RunningGateway behindProxy = OtherGateway.shared();
    private final FakePerson anna = FakePerson.registers(RunningGateway.shared());

    private Answer guess(RunningGateway gateway, String email, String password, String forwardedFor) {
        return gateway.http()
                .with("X-Forwarded-For", forwardedFor)
                .post("/api/v1/auth/login", Map.of("email", email, "password", password));
    }

    private void failTenTimes(String email, String address) {
        for (int i = 0; i < 10; i++) {
            guess(behindProxy, email, "guess " + i, address).assertStatus(401);
        }
    }

    @Test
    void the_eleventh_guess_is_told_when_to_try_again_even_if_it_is_right() {
        failTenTimes(anna.email(), "198.51.100.1");
        Answer answer = guess(behindProxy, anna.email(), anna.password(), "198.51.100.1");
        answer.assertProblem(429, "Too many attempts");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(200, 300);
    }

    @Test
    void other_addresses_and_other_accounts_are_not_held_up() {
        failTenTimes(anna.email(), "198.51.100.2");
        guess(behindProxy, anna.email(), anna.password(), "198.51.100.3").assertStatus(200);
        FakePerson neighbour = FakePerson.registers(RunningGateway.shared());
        guess(behindProxy, neighbour.email(), neighbour.password(), "198.51.100.2")
                .assertStatus(200);
    }

    @Test
    void an_account_that_does_not_exist_is_limited_just_the_same() {
        String nobody = UUID.randomUUID() + "@example.com";
        failTenTimes(nobody, "198.51.100.4");
        guess(behindProxy, nobody, "guess", "198.51.100.4").assertProblem(429, "Too many attempts");
    }

    @Test
    void right_passwords_do_not_count() {
        for (int i = 0; i < 12; i++) {
            guess(behindProxy, anna.email(), anna.password(), "198.51.100.5").assertStatus(200);
        }
    }

    @Test
    void a_guess_at_the_current_password_counts_too() {
        anna.signsIn();
        for (int i = 0; i < 10; i++) {
            changePassword("guess " + i).assertStatus(400);
        }
        changePassword("one more guess").assertProblem(429, "Too many attempts");
    }

    private Answer changePassword(String current) {
        return behindProxy
                .http()
                .as(anna.accessToken())
                .with("X-Forwarded-For", "198.51.100.6")
                .post("/api/v1/auth/password", Map.of("current_password", current, "new_password", "another password"));
    }

    @Test
    void the_address_is_the_last_one_that_is_no_proxy() {
        failTenTimes(anna.email(), "203.0.113.77, 198.51.100.7, 10.1.2.3");
        guess(behindProxy, anna.email(), "guess", "198.51.100.7").assertStatus(429);
        guess(behindProxy, anna.email(), "guess", "203.0.113.77").assertStatus(401);
    }

    @Test
    void an_untrusted_peer_cannot_choose_its_address() {
        RunningGateway direct = RunningGateway.shared();
        for (int i = 0; i < 10; i++) {
            guess(direct, anna.email(), "guess " + i, "198.51.100." + (100 + i)).assertStatus(401);
        }
        guess(direct, anna.email(), "guess", "198.51.100.99").assertProblem(429, "Too many attempts");
    }
}
