package io.bellwire.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two minutes by default; longer, and with another seed, by {@code -Dbellwire.checker.duration=10m -Dbellwire.checker.seed=42}. */
class CheckerTest {

    @Test
    @Timeout(value = 6, unit = TimeUnit.HOURS)
    void nothing_is_lost_doubled_or_mixed_up_under_faults() throws Exception {
        assertThat(new Checker(CheckerOptions.ofSystemProperties()).run()).contains("lost, doubled");
    }
}
