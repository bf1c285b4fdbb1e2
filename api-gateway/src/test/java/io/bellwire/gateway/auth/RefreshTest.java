package io.bellwire.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Database;
import io.bellwire.gateway.OtherGateway;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.RealServices;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

/** Histories of one sign-in, as contract section 3 has them. */
class RefreshTest {

    private static final Database DATABASE = new Database(RealServices.postgres());

    private final RunningGateway gateway = RunningGateway.shared();
    private final FakePerson anna = FakePerson.registers(gateway).signsIn();

    private String next(String token) {
        return anna.refreshesWith(token)
                .assertStatus(200)
                .json()
                .path("refresh_token")
                .asString();
    }

    private void isDead(String token) {
        anna.refreshesWith(token).assertProblem(401, "Invalid refresh token");
    }

    @Test
    void a_refresh_answers_as_a_login_does_with_other_tokens() {
        String first = anna.refreshToken();
        String firstAccess = anna.accessToken();
        Answer answer = anna.refreshesWith(first).assertStatus(200);
        assertThat(answer.json().propertyNames())
                .containsExactly(
                        "success", "message", "access_token", "refresh_token", "token_type", "expires_in", "user");
        anna.takes(answer);
        assertThat(anna.refreshToken()).isNotEqualTo(first);
        assertThat(anna.accessToken()).isNotEqualTo(firstAccess);
        anna.http().get("/api/v1/auth/me").assertStatus(200);
    }

    @Test
    void tokens_used_in_turn_go_on_for_ever() {
        for (int i = 0; i < 10; i++) {
            anna.refreshes();
        }
    }

    @Test
    void after_a_lost_answer_the_spent_token_yields_another_pair_in_its_place() {
        String first = anna.refreshToken();
        String lost = next(first);
        String second = next(first);
        isDead(lost);
        next(second);
    }

    @Test
    void of_two_tabs_the_later_answer_goes_on() {
        String shared = anna.refreshToken();
        next(shared);
        String laterTab = next(shared);
        String third = next(laterTab);
        next(third);
    }

    @Test
    void a_spent_token_kills_the_family_once_its_successor_was_used() {
        String stolen = anna.refreshToken();
        String second = next(stolen);
        String third = next(second);
        isDead(stolen);
        isDead(third);
        isDead(second);
    }

    @Test
    void another_sign_in_survives_the_death_of_a_family() {
        String stolen = anna.refreshToken();
        String otherDevice = anna.signsIn().refreshToken();
        next(next(stolen));
        isDead(stolen);
        next(otherDevice);
    }

    @Test
    void a_client_that_keeps_its_first_token_for_good_gets_pair_after_pair() {
        String first = anna.refreshToken();
        for (int i = 0; i < 10; i++) {
            anna.takes(anna.refreshesWith(first).assertStatus(200));
            anna.http().get("/api/v1/auth/me").assertStatus(200);
        }
        assertThat(tokensOf(anna)).isEqualTo(2);
    }

    @Test
    void one_token_used_by_many_at_once_leaves_one_good_successor() {
        String shared = anna.refreshToken();
        List<CompletableFuture<Answer>> uses = IntStream.range(0, 16)
                .mapToObj(i -> (i % 2 == 0 ? gateway : OtherGateway.shared())
                        .http()
                        .postAsync("/api/v1/auth/refresh", Map.of("refresh_token", shared)))
                .toList();
        List<String> successors = uses.stream()
                .map(CompletableFuture::join)
                .map(answer ->
                        answer.assertStatus(200).json().path("refresh_token").asString())
                .toList();
        assertThat(successors).doesNotHaveDuplicates();
        assertThat(successors.stream().filter(token -> anna.refreshesWith(token).status() == 200))
                .hasSize(1);
    }

    @Test
    void logout_ends_the_family_and_no_other() {
        String otherDevice = anna.refreshToken();
        anna.signsIn().signsOut();
        isDead(anna.refreshToken());
        next(otherDevice);
    }

    @Test
    void logout_with_a_spent_token_ends_the_family_too() {
        String first = anna.refreshToken();
        String second = next(first);
        gateway.http()
                .post("/api/v1/auth/logout", Map.of("refresh_token", first))
                .assertStatus(204);
        isDead(second);
        isDead(first);
    }

    @Test
    void logout_of_nobody_is_done_already() {
        assertThat(gateway.http()
                        .post("/api/v1/auth/logout", Map.of("refresh_token", "never given"))
                        .assertStatus(204)
                        .body())
                .isEmpty();
    }

    @Test
    void unknown_and_expired_tokens_are_refused() {
        isDead("never given");
        isDead("");
        isDead(anna.accessToken());
        expireTokensOf(anna);
        isDead(anna.refreshToken());
    }

    @Test
    void expired_tokens_are_purged() {
        expireTokensOf(anna);
        purgeBy(1_000);
        assertThat(tokensOf(anna)).isZero();
    }

    private void purgeBy(int limit) {
        RefreshTokenRepository tokens = gateway.bean(RefreshTokenRepository.class);
        boolean mayBeMore = true;
        while (mayBeMore) {
            mayBeMore = tokens.deleteSomeExpired(limit).block(Await.LIMIT);
        }
    }

    @Test
    void expired_tokens_that_somebody_is_busy_with_hold_up_no_purge() {
        FakePerson bert = FakePerson.registers(gateway).signsIn().signsIn().signsIn();
        expireTokensOf(anna);
        expireTokensOf(bert);
        try (Database.Lock busy = DATABASE.lockTokens(anna.id())) {
            purgeBy(1);
            assertThat(tokensOf(bert)).isZero();
            assertThat(tokensOf(anna)).isPositive();
        }
        purgeBy(1);
        assertThat(tokensOf(anna)).isZero();
    }

    @Test
    void the_database_knows_hashes_alone() throws Exception {
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(anna.refreshToken().getBytes(StandardCharsets.UTF_8));
        Stream<byte[]> stored = gateway.bean(DatabaseClient.class)
                .sql("SELECT token_hash FROM refresh_tokens WHERE user_id = :user")
                .bind("user", anna.id())
                .map(row -> row.get(0, byte[].class))
                .all()
                .toStream();
        assertThat(stored).containsExactly(hash);
    }

    private static void expireTokensOf(FakePerson person) {
        DATABASE.execute("UPDATE refresh_tokens SET expires_at = now() - interval '1 ms' WHERE user_id = '%s'"
                .formatted(person.id()));
    }

    private static long tokensOf(FakePerson person) {
        return DATABASE.number("SELECT count(*) FROM refresh_tokens WHERE user_id = ?", person.id());
    }
}
