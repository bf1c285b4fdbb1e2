package io.bellwire.common.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bellwire.common.settings.Environment;
import io.bellwire.common.settings.InstanceSettings;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.AlternativeJdkIdGenerator;

@ExtendWith(OutputCaptureExtension.class)
class SecretInProductionTest {

    private static final String GOOD = "0123456789abcdef0123456789abcdef";

    @Test
    void production_refuses_the_development_secret() {
        assertThatThrownBy(() -> start(Environment.PRODUCTION, AccessTokens.DEVELOPMENT_SECRET))
                .isInstanceOf(UnsafeSecret.class)
                .hasMessageContaining("JWT_SECRET is not set");
    }

    @Test
    void development_takes_it() {
        assertThatCode(() -> start(Environment.DEVELOPMENT, AccessTokens.DEVELOPMENT_SECRET))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    void a_short_secret_is_refused_everywhere(Environment environment) {
        assertThatThrownBy(() -> start(environment, GOOD.substring(1)))
                .isInstanceOf(UnsafeSecret.class)
                .hasMessageContaining("fewer than 32 bytes");
        assertThatCode(() -> start(environment, GOOD)).doesNotThrowAnyException();
    }

    @Test
    void the_operator_reads_what_to_do_instead_of_a_stack_trace(CapturedOutput output) {
        SpringApplication application = new SpringApplication(Unset.class);
        application.setWebApplicationType(WebApplicationType.NONE);

        assertThatThrownBy(application::run).hasRootCauseInstanceOf(UnsafeSecret.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START", "JWT_SECRET is not set", "random text of at least 32 bytes")
                .doesNotContain("\tat ", AccessTokens.DEVELOPMENT_SECRET);
    }

    @Configuration(proxyBeanMethods = false)
    static class Unset {

        @Bean
        AccessTokens accessTokens() {
            return start(Environment.PRODUCTION, AccessTokens.DEVELOPMENT_SECRET);
        }
    }

    private static AccessTokens start(Environment environment, String secret) {
        return new AccessTokens(
                new TokenSettings(secret, "bellwire", "bellwire", Duration.ofMinutes(15), Duration.ofSeconds(30)),
                new InstanceSettings(environment),
                Clock.systemUTC(),
                new AlternativeJdkIdGenerator());
    }
}
