package io.bellwire.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.account.AccountRepository;
import io.bellwire.common.account.PasswordVerifier;
import io.bellwire.gateway.OtherGateway;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.testsupport.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class OperatorAndRegistrationTest {

    private final RunningGateway gateway = OtherGateway.shared();

    private Answer operatorSignsIn() {
        return gateway.http()
                .post(
                        "/api/v1/auth/login",
                        Map.of("email", OtherGateway.OPERATOR_EMAIL, "password", OtherGateway.OPERATOR_PASSWORD));
    }

    @Test
    void the_first_operator_is_there_from_the_start() {
        assertThat(operatorSignsIn()
                        .assertStatus(200)
                        .json()
                        .path("user")
                        .path("roles")
                        .toString())
                .isEqualTo("[\"USER\",\"OPERATOR\"]");
    }

    @Test
    void a_second_start_changes_nothing() {
        start(OtherGateway.OPERATOR_EMAIL, "another password");
        assertThat(operatorSignsIn()
                        .assertStatus(200)
                        .json()
                        .path("user")
                        .path("roles")
                        .toString())
                .isEqualTo("[\"USER\",\"OPERATOR\"]");
    }

    @Test
    void an_existing_account_becomes_an_operators_where_the_password_is_its_own() {
        FakePerson anna = FakePerson.registers(RunningGateway.shared());
        start(anna.email(), anna.password());
        assertThat(rolesOf(anna)).isEqualTo("[\"USER\",\"OPERATOR\"]");
    }

    @Test
    void who_registers_the_operators_address_first_becomes_no_operator(CapturedOutput log) {
        FakePerson stranger = FakePerson.registers(RunningGateway.shared());
        start(stranger.email(), "the operator's password");
        assertThat(rolesOf(stranger)).isEqualTo("[\"USER\"]");
        assertThat(log)
                .contains("it was not made an operator's")
                .doesNotContain("the operator's password", stranger.email());
    }

    private static String rolesOf(FakePerson person) {
        return person.signsIn()
                .http()
                .get("/api/v1/auth/me")
                .json()
                .path("roles")
                .toString();
    }

    private void start(String email, String password) {
        new FirstOperator(
                        new OperatorSettings(email, password),
                        gateway.bean(AccountRepository.class),
                        gateway.bean(PasswordVerifier.class))
                .run(new DefaultApplicationArguments());
    }

    @Test
    void an_operators_password_follows_the_rules() {
        assertThat(new OperatorSettings("a@b.c", "short").isPasswordAcceptable())
                .isFalse();
        assertThat(new OperatorSettings("nobody", "long enough").isEmailAcceptable())
                .isFalse();
        assertThat(new OperatorSettings("", "").isPasswordAcceptable()).isTrue();
    }

    @Test
    void closed_registration_says_so() {
        gateway.http()
                .post("/api/v1/auth/register", Map.of("email", "new@example.com", "password", "long enough"))
                .assertProblem(403, "Registration is closed");
    }
}
