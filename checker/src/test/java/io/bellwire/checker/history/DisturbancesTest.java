package io.bellwire.checker.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.checker.history.Disturbances.Concern;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisturbancesTest {

    private static final List<Concern> MACHINE = List.of(new Concern(Disturbances.MACHINE, Duration.ofSeconds(5)));

    private final Disturbances disturbances = new Disturbances();

    private static Instant second(long second) {
        return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second);
    }

    @Test
    void a_standstill_that_is_known_afterwards_is_no_calm_time_and_neither_is_the_recovery_from_it() {
        disturbances.was(Disturbances.MACHINE, second(10), second(14));

        assertThat(disturbances.calm(MACHINE, second(0), second(9))).isTrue();
        assertThat(disturbances.calm(MACHINE, second(12), second(13))).isFalse();
        assertThat(disturbances.calm(MACHINE, second(18), second(30))).isFalse();
        assertThat(disturbances.calm(MACHINE, second(20), second(30))).isTrue();
        assertThat(disturbances.calmSince(MACHINE)).isEqualTo(second(19));
    }
}
