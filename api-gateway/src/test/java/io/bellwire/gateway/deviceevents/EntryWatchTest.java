package io.bellwire.gateway.deviceevents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.deviceevents.DeviceEntries.Entry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Entries of workers that live, die, or cannot reach Redis, second by second. */
class EntryWatchTest {

    private static final Set<String> DEVICE = Set.of("cerbo");

    private final Map<String, Duration> runsOut = new HashMap<>();
    private final EntryWatch watch = new EntryWatch(0);
    private Duration now = Duration.ZERO;
    private int looks;

    private void entryLasts(int seconds) {
        runsOut.put("cerbo", now.plusSeconds(seconds));
    }

    /** What the hub does at every tick; gives the devices that are gone. */
    private List<String> tick() {
        long nanos = now.toNanos();
        if (!watch.isDue(nanos)) {
            return List.of();
        }
        List<String> due = watch.due(DEVICE, nanos);
        looks += due.isEmpty() ? 0 : 1;
        Map<String, Entry> found = new HashMap<>();
        runsOut.forEach((id, end) -> {
            if (due.contains(id) && end.compareTo(now) > 0) {
                found.put(id, new Entry("c1", null, end.minus(now)));
            }
        });
        return watch.found(due, found, nanos, nanos);
    }

    /** Gives the second in which the device is gone, -1 where it is not. */
    private double passes(int seconds) {
        Duration end = now.plusSeconds(seconds);
        while (now.compareTo(end) < 0) {
            now = now.plusMillis(250);
            if (!tick().isEmpty()) {
                return now.toMillis() / 1000.0;
            }
        }
        return -1;
    }

    private boolean isMissingForLong() {
        return !watch.missing(now.toNanos()).isEmpty();
    }

    @Test
    void an_entry_that_is_renewed_costs_a_look_in_35_s() {
        entryLasts(60);
        tick();
        for (int i = 0; i < 30; i++) {
            assertThat(passes(20)).isNegative();
            entryLasts(60);
        }
        assertThat(looks).isLessThanOrEqualTo(600 / 35 + 1);
    }

    @Test
    void an_entry_that_runs_out_is_noticed_at_the_next_tick() {
        entryLasts(60);
        tick();
        assertThat(passes(70)).isBetween(60.0, 60.5);
    }

    @Test
    void an_entry_that_was_found_just_before_it_runs_out_is_noticed_too() {
        entryLasts(2);
        tick();
        assertThat(passes(5)).isBetween(2.0, 2.5);
    }

    @Test
    void an_entry_that_vanishes_early_is_not_gone_but_missing_after_5_s() {
        entryLasts(60);
        tick();
        passes(54);
        runsOut.clear();
        watch.changed(now.toNanos());
        assertThat(passes(5)).isNegative();
        assertThat(isMissingForLong()).isFalse();
        assertThat(passes(2)).isNegative();
        assertThat(isMissingForLong()).isTrue();
    }

    @Test
    void an_entry_that_is_entered_again_is_not_missing() {
        tick();
        passes(4);
        entryLasts(60);
        assertThat(passes(10)).isNegative();
        assertThat(isMissingForLong()).isFalse();
    }

    @Test
    void an_entry_that_ran_out_while_redis_did_not_answer_is_missing_5_s_after_it_does() {
        entryLasts(10);
        tick();
        now = now.plusSeconds(5);
        watch.notAnswered(now.toNanos());
        now = now.plusSeconds(30);
        assertThat(tick()).isEmpty();
        assertThat(passes(4)).isNegative();
        assertThat(isMissingForLong()).isFalse();
        assertThat(passes(2)).isNegative();
        assertThat(isMissingForLong()).isTrue();
    }

    @Test
    void an_entry_that_runs_out_right_after_redis_was_away_is_not_gone_at_once() {
        watch.notAnswered(now.toNanos());
        passes(2);
        entryLasts(2);
        assertThat(passes(4)).isNegative();
    }

    @Test
    void a_device_that_connects_anew_has_a_new_entry() {
        entryLasts(10);
        tick();
        passes(6);
        watch.renewed("cerbo", now.toNanos());
        runsOut.clear();
        assertThat(passes(6)).isNegative();
        entryLasts(60);
        assertThat(passes(20)).isNegative();
        assertThat(isMissingForLong()).isFalse();
    }
}
