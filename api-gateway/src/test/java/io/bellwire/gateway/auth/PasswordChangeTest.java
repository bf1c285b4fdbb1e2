package io.bellwire.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.account.AccountRepository;
import io.bellwire.common.token.UserId;
import io.bellwire.gateway.Jwt;
import io.bellwire.gateway.OtherGateway;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.TestSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordChangeTest {

    private static final String ITEMS = "/api/alarms-timers/ws";
    private static final String EVENTS = "/ws/events";

    private final RunningGateway gateway = RunningGateway.shared();
    private final RunningGateway other = OtherGateway.shared();
    private final FakePerson anna = FakePerson.registers(gateway).signsIn();

    @Test
    void the_new_password_signs_in_and_the_old_one_does_not() {
        String old = anna.password();
        anna.changesPasswordTo("another password");
        anna.tries(old).assertStatus(401);
        anna.tries(other, old).assertStatus(401);
        anna.tries(other, "another password").assertStatus(200);
    }

    @Test
    void every_sign_in_of_the_account_ends() {
        String here = anna.refreshToken();
        String elsewhere = anna.signsIn().refreshToken();
        anna.changesPasswordTo("another password");
        anna.refreshesWith(here).assertStatus(401);
        anna.refreshesWith(elsewhere).assertStatus(401);
        anna.signsIn().refreshes();
    }

    @ParameterizedTest
    @ValueSource(strings = {ITEMS, EVENTS})
    void every_socket_of_the_account_ends_on_every_instance(String path) {
        TestSocket here = TestSocket.connect(anna.socket(gateway, path));
        TestSocket there = TestSocket.connect(anna.socket(other, path));
        TestSocket someoneElse =
                TestSocket.connect(FakePerson.registers(gateway).signsIn().socket(gateway, path));
        here.next("connected");
        there.next("connected");
        someoneElse.next("connected");
        anna.changesPasswordTo("another password");
        isToldAndClosed(here);
        isToldAndClosed(there);
        someoneElse.sendJson(Map.of("type", "ping")).nextOfType("pong");
    }

    private static void isToldAndClosed(TestSocket socket) {
        assertThat(socket.nextOfType("error").path("error").asString()).isEqualTo("Invalid token");
        socket.assertClosed(1008, "Invalid token");
    }

    @ParameterizedTest
    @ValueSource(strings = {ITEMS, EVENTS})
    void older_tokens_open_no_socket_and_new_ones_do_at_once(String path) {
        String older = anna.accessToken();
        anna.changesPasswordTo("another password").signsIn();
        isToldAndClosed(TestSocket.connect(gateway.webSocket(path + "?token=" + older)));
        isToldAndClosed(TestSocket.connect(other.webSocket(path + "?token=" + older)));
        TestSocket.connect(anna.socket(gateway, path)).next("connected");
    }

    @Test
    void an_older_token_cannot_take_over_a_newer_ones_socket() {
        String older = anna.accessToken();
        anna.changesPasswordTo("another password").signsIn();
        TestSocket socket = TestSocket.connect(anna.socket(gateway, EVENTS));
        socket.next("connected");
        socket.sendJson(Map.of("type", "authenticate", "token", older));
        assertThat(socket.nextOfType("error").path("error").asString()).isEqualTo("Invalid token");
        socket.sendJson(Map.of("type", "ping")).nextOfType("pong");
    }

    @Test
    void a_change_that_the_bus_did_not_tell_of_is_found() {
        TestSocket socket = TestSocket.connect(anna.socket(other, EVENTS));
        socket.next("connected");
        gateway.bean(AccountRepository.class)
                .changePassword(new UserId(anna.id()), "{noop}silently")
                .block(Await.LIMIT);
        isToldAndClosed(socket);
    }

    @Test
    void a_wrong_current_password_changes_nothing() {
        anna.http()
                .post(
                        "/api/v1/auth/password",
                        Map.of("current_password", "a wrong one", "new_password", "another password"))
                .assertProblem(400, "current_password is not the account's password");
        anna.refreshes();
    }

    @Test
    void a_token_of_an_account_that_is_not_here_changes_nothing() {
        gateway.http()
                .as(Jwt.of("someone-elsewhere").signed())
                .post(
                        "/api/v1/auth/password",
                        Map.of("current_password", "whatever it is", "new_password", "another password"))
                .assertProblem(401, "This account does not exist");
    }
}
