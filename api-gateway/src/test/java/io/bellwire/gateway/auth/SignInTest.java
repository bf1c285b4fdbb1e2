package io.bellwire.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Http;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SignInTest {

    private final RunningGateway gateway = RunningGateway.shared();
    private final Http http = gateway.http();

    @Test
    void registering_answers_with_the_account() {
        Answer answer = http.post(
                "/api/v1/auth/register",
                Map.of("email", " Zofia@Example.COM ", "password", "12345678", "name", "Zofia Ż.", "unknown", 1));
        answer.assertStatus(201);
        assertThat(answer.json().propertyNames()).containsExactly("success", "message", "user_id", "email");
        assertThat(answer.json().path("success").asBoolean()).isTrue();
        assertThat(answer.json().path("email").asString()).isEqualTo("zofia@example.com");
        JsonNode user = http.post("/api/v1/auth/login", Map.of("email", "ZOFIA@example.com", "password", "12345678"))
                .assertStatus(200)
                .json()
                .path("user");
        assertThat(user.path("name").asString()).isEqualTo("Zofia Ż.");
    }

    @Test
    void a_taken_address_is_refused_however_it_is_written() {
        FakePerson anna = FakePerson.registers(gateway);
        http.post(
                        "/api/v1/auth/register",
                        Map.of("email", anna.email().toUpperCase(Locale.ROOT), "password", "12345678"))
                .assertProblem(400, "Email already registered");
    }

    @Test
    void of_two_who_register_one_address_at_once_one_gets_it() {
        Map<String, String> body = Map.of("email", "both@example.com", "password", "12345678");
        var first = http.postAsync("/api/v1/auth/register", body);
        var second = http.postAsync("/api/v1/auth/register", body);
        assertThat(new int[] {first.join().status(), second.join().status()}).containsExactlyInAnyOrder(201, 400);
    }

    @Test
    void passwords_are_counted_in_bytes() {
        register("ż".repeat(4)).assertStatus(201);
        register("ż".repeat(36)).assertStatus(201);
        register("ż".repeat(36) + "x").assertProblem(400, "password must be 8 to 72 bytes long");
        register("x".repeat(7)).assertProblem(400, "password must be 8 to 72 bytes long");
    }

    private Answer register(String password) {
        return http.post(
                "/api/v1/auth/register", Map.of("email", UUID.randomUUID() + "@example.com", "password", password));
    }

    @Test
    void login_answers_with_tokens_and_the_account() {
        FakePerson anna = FakePerson.registers(gateway);
        JsonNode answer = anna.tries(anna.password()).assertStatus(200).json();
        assertThat(answer.propertyNames())
                .containsExactly(
                        "success", "message", "access_token", "refresh_token", "token_type", "expires_in", "user");
        assertThat(answer.path("token_type").asString()).isEqualTo("bearer");
        assertThat(answer.path("expires_in").asInt()).isEqualTo(900);
        assertThat(answer.path("user").toString())
                .isEqualTo("{\"id\":\"%s\",\"email\":\"%s\",\"name\":\"\",\"roles\":[\"USER\"]}"
                        .formatted(anna.id(), anna.email()));
    }

    @Test
    void me_is_the_user_of_the_login() {
        FakePerson anna = FakePerson.registers(gateway).signsIn();
        assertThat(anna.http().get("/api/v1/auth/me").assertStatus(200).body())
                .isEqualTo("{\"id\":\"%s\",\"email\":\"%s\",\"name\":\"\",\"roles\":[\"USER\"]}"
                        .formatted(anna.id(), anna.email()));
    }

    @Test
    void a_wrong_password_and_an_unknown_address_are_the_same_401() {
        FakePerson anna = FakePerson.registers(gateway);
        Answer wrong = anna.tries("not the password");
        wrong.assertProblem(401, "Invalid email or password");
        Answer unknown =
                http.post("/api/v1/auth/login", Map.of("email", "nobody@example.com", "password", "not the password"));
        assertThat(unknown.body()).isEqualTo(wrong.body());
        assertThat(unknown.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void a_password_with_a_tail_beyond_72_bytes_is_a_wrong_one() {
        FakePerson anna = FakePerson.registers(gateway).signsIn();
        String longest = "x".repeat(72);
        anna.changesPasswordTo(longest).signsIn();
        anna.tries(longest + "y").assertProblem(401, "Invalid email or password");
    }

    @Test
    void half_a_surrogate_pair_is_no_question_mark() {
        FakePerson anna = FakePerson.registers(gateway).signsIn();
        anna.changesPasswordTo("password?").signsIn();
        http.post("/api/v1/auth/login", "{\"email\":\"" + anna.email() + "\",\"password\":\"password\\ud800\"}")
                .assertProblem(401, "Invalid email or password");
    }

    @Test
    void an_unknown_address_takes_as_long_as_a_wrong_password() {
        FakePerson anna = FakePerson.registers(gateway);
        List<Duration> knowns = new ArrayList<>();
        List<Duration> unknowns = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            knowns.add(timeOfGuess(anna.email()));
            unknowns.add(timeOfGuess("nobody-at-all@example.com"));
        }
        // the machine may stand still in any of them, but not in all
        Duration known = Collections.min(knowns);
        Duration unknown = Collections.min(unknowns);
        assertThat(unknown).isGreaterThan(known.dividedBy(3)).isLessThan(known.multipliedBy(3));
    }

    private Duration timeOfGuess(String email) {
        long start = System.nanoTime();
        http.post("/api/v1/auth/login", Map.of("email", email, "password", "a guess"))
                .assertStatus(401);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void no_password_and_no_token_appears_in_what_is_logged_of_a_body() {
        assertThat(new RegisterRequest("a@b.c", "hunter22", null)).asString().doesNotContain("hunter22");
        assertThat(new LoginRequest("a@b.c", "hunter22")).asString().doesNotContain("hunter22");
        assertThat(new PasswordRequest("hunter22", "hunter23")).asString().doesNotContain("hunter2");
        assertThat(new RefreshTokenRequest("secret")).asString().doesNotContain("secret");
        assertThat(new RefreshToken("secret")).asString().doesNotContain("secret");
        assertThat(new OperatorSettings("a@b.c", "hunter22")).asString().doesNotContain("hunter22");
    }
}
