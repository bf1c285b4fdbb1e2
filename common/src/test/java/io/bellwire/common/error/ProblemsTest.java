package io.bellwire.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.transaction.CannotCreateTransactionException;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

class ProblemsTest {

    private final Problems problems = new Problems(new JsonMapper());
    private final MockServerWebExchange exchange =
            MockServerWebExchange.from(MockServerHttpRequest.get("/api/alarms-timers"));

    @Test
    void a_reset_connection_to_the_database_is_503_and_not_taken_for_a_caller_who_hung_up() {
        Throwable error = new CannotCreateTransactionException(
                "Could not open connection", new IOException("recvAddress(..) failed: Connection reset by peer"));

        StepVerifier.create(problems.handle(exchange, error)).verifyComplete();

        assertThat(exchange.getResponse().getStatusCode()).hasToString("503 SERVICE_UNAVAILABLE");
    }

    @Test
    void to_a_caller_who_hung_up_nothing_is_said_and_it_is_no_error_of_ours() {
        IOException error = new IOException("sendAddress(..) failed: Broken pipe");

        StepVerifier.create(problems.handle(exchange, error)).verifyComplete();

        assertThat(exchange.getResponse().isCommitted()).isFalse();
        assertThat(exchange.getResponse().getStatusCode()).isNull();
    }
}
