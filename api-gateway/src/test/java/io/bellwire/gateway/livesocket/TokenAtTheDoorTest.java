package io.bellwire.gateway.livesocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Jwt;
import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.TestSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are taken, by the calls and by the sockets alike. */
class TokenAtTheDoorTest {

    private static final RunningGateway GATEWAY = RunningGateway.shared();
    private static final Person ANNA = GATEWAY.newUser();

    record Named(String name, String token) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Named> badTokens() {
        Jwt good = Jwt.of(ANNA.id());
        return Stream.of(
                new Named("none", ""),
                new Named("no JWT", "not.a.token"),
                new Named("expired beyond the skew", good.expiringIn(-32).signed()),
                new Named("alg none without a signature", good.algorithm("none").unsigned()),
                new Named("alg none with a signature", good.algorithm("none").signed()),
                new Named("alg nOnE", good.algorithm("nOnE").unsigned()),
                new Named("alg HS256 without a signature", good.unsigned()),
                new Named("HS384 with our secret", good.algorithm("HS384").signed("HmacSHA384", RunningGateway.SECRET)),
                new Named("HS512 with our secret", good.algorithm("HS512").signed("HmacSHA512", RunningGateway.SECRET)),
                new Named(
                        "RS256 signed with our secret", good.algorithm("RS256").signed()),
                new Named("RS256 signed with a key of one's own", rs256(good)),
                new Named("another secret", good.signed("HmacSHA256", "another-secret-of-32-bytes-or-more")),
                new Named("claims changed after signing", tampered(good)),
                new Named("another issuer", good.with("iss", "someone").signed()),
                new Named(
                        "another audience", good.with("aud", List.of("someone")).signed()),
                new Named("never expiring", good.with("exp", null).signed()),
                new Named(
                        "sub and user_id differ",
                        good.with("user_id", "another").signed()),
                new Named(
                        "nobody's", good.with("sub", null).with("user_id", null).signed()),
                new Named(
                        "user_id a number",
                        good.with("sub", null).with("user_id", 7).signed()),
                new Named("not valid yet", good.with("nbf", 4_000_000_000L).signed()));
    }

    private static String rs256(Jwt jwt) {
        try {
            KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            Jwt named = jwt.algorithm("RS256");
            signature.update(named.signedPart().getBytes(StandardCharsets.US_ASCII));
            return named.withSignature(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String tampered(Jwt jwt) {
        String signature = jwt.signed().split("\\.")[2];
        return jwt.with("roles", List.of("OPERATOR")).signedPart() + "." + signature;
    }

    static Stream<Named> goodTokens() {
        Jwt good = Jwt.of(ANNA.id());
        return Stream.of(
                new Named("ours", ANNA.token()),
                new Named("with sub alone", good.with("user_id", null).signed()),
                new Named(
                        "with user_id alone, as an older server wrote it",
                        good.with("sub", null).signed()),
                new Named("just expired", good.expiringIn(-15).signed()),
                new Named("without roles", good.with("roles", null).signed()),
                new Named(
                        "with audience as a string",
                        good.with("aud", "bellwire").signed()));
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void a_bad_token_is_a_401(Named bad) {
        GATEWAY.http().as(bad.token()).get("/api/v1/auth/me").assertStatus(401);
        GATEWAY.http()
                .as(bad.token())
                .get("/api/alarms-timers")
                .assertProblem(401, bad.name().startsWith("expired") ? "Token expired" : "Invalid token");
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void a_bad_token_is_told_over_the_socket(Named bad) {
        TestSocket socket = TestSocket.to(GATEWAY.webSocket("/ws/events"))
                .bearer(bad.token())
                .connect();
        assertThat(socket.next().toString())
                .matches(
                        "\\{\"type\":\"error\",\"timestamp\":\"[^\"]+\",\"error\":\"Invalid token\",\"details\":\\{}}");
        socket.assertClosed(1008, "Invalid token");
    }

    @ParameterizedTest
    @MethodSource("goodTokens")
    void a_good_token_is_good_everywhere(Named good) {
        GATEWAY.http().as(good.token()).get("/api/v1/auth/me").assertStatus(200);
        TestSocket.connect(GATEWAY.webSocket("/ws/events?token=" + good.token()))
                .next("connected");
        TestSocket.to(GATEWAY.webSocket("/ws/events"))
                .bearer(good.token())
                .connect()
                .next("connected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dXNlcjpwYXNz", "Bearer", "bearer ", "Token abc", "eyJhbGciOiJIUzI1NiJ9"})
    void another_scheme_is_no_token(String authorization) {
        GATEWAY.http()
                .with("Authorization", authorization)
                .get("/api/v1/auth/me")
                .assertProblem(401, "Invalid token");
    }

    @Test
    void no_token_at_all_is_a_401_that_says_what_is_expected() {
        assertThat(GATEWAY.http()
                        .get("/api/v1/auth/me")
                        .assertProblem(401, "Not authenticated")
                        .header("WWW-Authenticate"))
                .isEqualTo("Bearer");
    }

    @Test
    void a_token_in_the_query_is_for_sockets_alone() {
        GATEWAY.http().get("/api/v1/auth/me?token=" + ANNA.token()).assertStatus(401);
    }

    @Test
    void a_stale_token_is_nothing_to_an_open_endpoint() {
        String stale = Jwt.of(ANNA.id()).expiringIn(-3600).signed();
        var http = GATEWAY.http().as(stale);
        http.get("/health").assertStatus(200);
        http.post("/api/v1/auth/login", Map.of("email", ANNA.email(), "password", RunningGateway.PASSWORD))
                .assertStatus(200);
        http.post("/api/v1/auth/refresh", Map.of("refresh_token", "unknown")).assertProblem(401, "refresh token");
        http.get("/v3/api-docs").assertStatus(200);
    }
}
