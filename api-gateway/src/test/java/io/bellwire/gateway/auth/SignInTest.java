package io.bellwire.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Http;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SignInTest {

    private final RunningGateway gateway = RunningGateway.shared();
    private final Http http = gateway.http();

    @Test
    void registering_answers_with_the_account() {
        Answer answer = http.post(
                "/api/v1/auth/register",
                Map.of("email", " Zofia@Example.COM ", "password", "12345678", "name", "Zofia Ż."));
        answer.assertStatus(201);
        assertThat(answer.json().propertyNames()).containsExactly("success", "message", "user_id", "email");
        assertThat(answer.json().path("success").asBoolean()).isTrue();
        assertThat(answer.json().path("email").asString()).isEqualTo("zofia@example.com");
    }

    @Test
    void a_taken_address_is_refused_however_it_is_written() {
        FakePerson anna = FakePerson.registers(gateway);
        http.post("/api/v1/auth/register", Map.of("email", anna.email().toUpperCase(), "password", "12345678"))
                .assertProblem(400, "Email already registered");
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
}
