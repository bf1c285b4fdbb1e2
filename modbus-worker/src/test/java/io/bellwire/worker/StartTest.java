package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "bellwire.token.secret=bellwire-development-secret-not-for-production | JWT_SECRET is not set",
                "bellwire.token.secret=only-31-bytes-of-text-in-here-- | JWT_SECRET has fewer than 32 bytes",
                "bellwire.worker.address=http://modbus_worker:8003 | bellwire.worker.address",
                "bellwire.worker.address=modbus-worker:8003 | bellwire.worker.address",
                "bellwire.broadcast.allowed-functions=write | bellwire.broadcast",
            })
    void production_refuses_to_start_with(String property, String reason) {
        assertThatThrownBy(() -> TestWorker.start(
                        property, "spring.flyway.enabled=false", "logging.level.org.springframework.boot=OFF"))
                .satisfies(error -> assertThat(messages(error)).contains(reason));
    }

    private static String messages(Throwable error) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            messages.append(cause.getMessage()).append('\n');
        }
        return messages.toString();
    }
}
