package io.bellwire.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.RunningGateway;
import io.bellwire.gateway.RunningGateway.Person;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.TestSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an instance answers whose PostgreSQL, or whose Redis, was never there. */
class OutageTest {

    private final Person anna = RunningGateway.shared().newUser();
    private final Map<String, String> credentials = Map.of("email", anna.email(), "password", RunningGateway.PASSWORD);

    @Test
    void without_postgresql_sign_in_is_a_503_and_sockets_are_told_to_try_later() {
        try (RunningGateway gateway =
                RunningGateway.with(Map.of("spring.r2dbc.url", "r2dbc:postgresql://127.0.0.1:1/nothing"))) {
            Answer login = gateway.http().post("/api/v1/auth/login", credentials);
            login.assertProblem(503, "The database is unavailable");
            assertThat(login.header("Retry-After")).isNotEmpty();
            gateway.http()
                    .post("/api/v1/auth/refresh", Map.of("refresh_token", "any"))
                    .assertProblem(503, "The database is unavailable");
            gateway.http(anna).get("/api/v1/auth/me").assertProblem(503, "The database is unavailable");
            TestSocket.connect(gateway.webSocket("/ws/events?token=" + anna.token()))
                    .assertClosed(1013, "Try again later");
            TestSocket refused = TestSocket.connect(gateway.webSocket("/ws/events?token=nonsense"));
            assertThat(refused.next("error").path("error").asString()).isEqualTo("Invalid token");
            gateway.http().get("/health").assertStatus(200);
            assertThat(gateway.http()
                            .get("/actuator/health/readiness")
                            .assertStatus(503)
                            .body())
                    .contains("r2dbc");
        }
    }

    @Test
    void without_redis_people_sign_in_and_guesses_are_still_counted() {
        try (RunningGateway gateway = RunningGateway.with(Map.of("spring.data.redis.port", "1"))) {
            gateway.http().post("/api/v1/auth/login", credentials).assertStatus(200);
            for (int i = 0; i < 10; i++) {
                guess(gateway, "guess " + i).assertStatus(401);
            }
            guess(gateway, "one more").assertProblem(429, "Too many attempts");
            TestSocket.connect(gateway.webSocket("/ws/events?token=" + anna.token()))
                    .next("connected");
            gateway.http().get("/health").assertStatus(200);
            assertThat(gateway.http()
                            .get("/actuator/health/readiness")
                            .assertStatus(503)
                            .body())
                    .contains("redis");
        }
    }

    private Answer guess(RunningGateway gateway, String password) {
        return gateway.http().post("/api/v1/auth/login", Map.of("email", anna.email(), "password", password));
    }
}
