package io.bellwire.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReconnectionTest {

    private static final Ending LOST = new Ending.Lost("gone");
    private static final Ending RESTARTING = new Ending.Restarting();

    private final Reconnection latest = new Reconnection(() -> 1);

    @Test
    void the_bound_doubles_from_1_s_to_30_s() {
        for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30, 30}) {
            assertThat(latest.after(LOST, Duration.ZERO)).hasValue(Duration.ofSeconds(seconds));
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(latest.after(LOST, Duration.ZERO)).hasValue(Duration.ofSeconds(30));
        }
    }

    @Test
    void the_wait_is_spread_evenly_below_the_bound() {
        Random random = new Random(5);
        double sum = 0;
        for (int i = 0; i < 1_000; i++) {
            Reconnection reconnection = new Reconnection(random::nextDouble);
            reconnection.after(LOST, Duration.ZERO);
            Duration second = reconnection.after(LOST, Duration.ZERO).orElseThrow();
            assertThat(second).isBetween(Duration.ZERO, Duration.ofSeconds(2));
            sum += second.toMillis();
        }
        assertThat(sum / 1_000).isBetween(900.0, 1_100.0);
    }

    @Test
    void a_connection_that_held_starts_it_anew_and_one_that_did_not_goes_on() {
        latest.after(LOST, Duration.ZERO);
        latest.after(LOST, Duration.ZERO);

        assertThat(latest.after(LOST, Duration.ofSeconds(9))).hasValue(Duration.ofSeconds(4));
        assertThat(latest.after(LOST, Duration.ofSeconds(10))).hasValue(Duration.ofSeconds(1));
    }

    @Test
    void an_announced_restart_is_followed_at_once_but_not_again_and_again() {
        assertThat(latest.after(RESTARTING, Duration.ZERO)).hasValue(Duration.ofMillis(500));
        assertThat(latest.after(RESTARTING, Duration.ZERO)).hasValue(Duration.ofSeconds(1));
        assertThat(latest.after(RESTARTING, Duration.ZERO)).hasValue(Duration.ofSeconds(2));
        assertThat(latest.after(RESTARTING, Duration.ofMinutes(1))).hasValue(Duration.ofMillis(500));
    }

    @Test
    void who_was_refused_replaced_or_stopped_stays_away() {
        assertThat(latest.after(new Ending.Refused("Invalid credentials"), Duration.ofHours(1)))
                .isEmpty();
        assertThat(latest.after(new Ending.Replaced(), Duration.ofHours(1))).isEmpty();
        assertThat(latest.after(new Ending.Stopped(), Duration.ofHours(1))).isEmpty();
    }
}
