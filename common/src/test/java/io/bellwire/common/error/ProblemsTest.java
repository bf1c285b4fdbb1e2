package io.bellwire.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.transaction.CannotCreateTransactionException;
import reactor.netty.channel.AbortedException;
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

    @ParameterizedTest
    @ValueSource(strings = {"recvAddress(..) failed: Connection reset by peer", "sendAddress(..) failed: Broken pipe"})
    void a_broken_connection_that_may_be_one_to_redis_is_503_and_never_an_empty_answer(String what) {
        StepVerifier.create(problems.handle(exchange, new IOException(what))).verifyComplete();

        assertThat(exchange.getResponse().getStatusCode()).hasToString("503 SERVICE_UNAVAILABLE");
        assertThat(exchange.getResponse().isCommitted()).isTrue();
    }

    @Test
    void to_a_caller_who_hung_up_nothing_is_said_and_it_is_no_error_of_ours() {
        AbortedException error = AbortedException.beforeSend();

        StepVerifier.create(problems.handle(exchange, error)).verifyComplete();

        assertThat(exchange.getResponse().isCommitted()).isFalse();
        assertThat(exchange.getResponse().getStatusCode()).isNull();
    }
}
