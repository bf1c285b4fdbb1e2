package io.bellwire.simulator.plant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bellwire.simulator.VirtualClock;
import io.bellwire.simulator.plant.PlantState.BatteryState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlantTest {

    private static final PlantSize SIZE = new PlantSize(8_000, 300, 9_000, 1, 50);
    private static final String MIDSUMMER = "2026-06-21T00:00:00Z";
    private static final String MIDWINTER = "2026-12-21T00:00:00Z";

    @ParameterizedTest
    @ValueSource(strings = {MIDSUMMER, MIDWINTER})
    void energy_balances_at_every_step_of_a_day(String midnight) {
        for (long seed = 0; seed < 20; seed++) {
            forADay(PlantSize.ofSeed(seed), midnight, seed, now -> {
                double comesIn = now.pvPower() + now.grid().total() - now.batteryPower();
                assertThat(comesIn).isCloseTo(now.load().total() + now.losses(), within(1e-6));
                assertThat(now.losses()).isGreaterThanOrEqualTo(now.dcLoad());
                assertThat(now.pvPower() - now.dcLoad() - now.batteryPower())
                        .as("DC side")
                        .isCloseTo(-now.inverterDcPower(), within(1e-6));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {MIDSUMMER, MIDWINTER})
    void the_battery_stays_within_its_limits(String midnight) {
        for (long seed = 0; seed < 20; seed++) {
            forADay(PlantSize.ofSeed(seed), midnight, seed, now -> {
                assertThat(now.soc()).isBetween(0.0, 100.0);
                assertThat(now.batteryVoltage()).isBetween(46.0, 57.0);
                assertThat(now.batteryPower()).isCloseTo(now.batteryVoltage() * now.batteryCurrent(), within(1e-6));
                assertThat(Math.abs(now.batteryCurrent())).isLessThanOrEqualTo(0.8 * now.batteryAmpHours());
                assertThat(Math.abs(now.load().total() - now.grid().total()))
                        .as("inverter")
                        .isLessThanOrEqualTo(9_000 + 1e-6);
            });
        }
    }

    @Test
    void the_charge_is_the_current_summed_up() {
        VirtualClock clock = new VirtualClock(MIDSUMMER);
        Plant plant = new Plant(SIZE, clock, 3);
        double expected = plant.state().soc();
        for (int minute = 0; minute < 24 * 60; minute++) {
            expected += 100 * plant.state().batteryCurrent() / 60 / SIZE.batteryAmpHours();
            clock.advance(Duration.ofMinutes(1));
            assertThat(plant.state().soc()).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void the_meter_counts_what_the_grid_gives_and_takes() {
        VirtualClock clock = new VirtualClock(MIDSUMMER);
        Plant plant = new Plant(SIZE, clock, 3);
        double net = plant.state().importedWattHours() - plant.state().exportedWattHours();
        for (int minute = 0; minute < 24 * 60; minute++) {
            net += plant.state().grid().total() / 60;
            clock.advance(Duration.ofMinutes(1));
        }
        PlantState end = plant.state();
        assertThat(end.importedWattHours() - end.exportedWattHours()).isCloseTo(net, within(1e-3));
        assertThat(end.exportedWattHours()).isPositive();
    }

    @Test
    void there_is_no_sun_at_night_and_much_at_noon() {
        List<PlantState> day = day(SIZE, MIDSUMMER, 5);

        assertThat(average(day, hours(22, 24), PlantState::pvPower)).isZero();
        assertThat(average(day, hours(0, 3), PlantState::pvPower)).isZero();
        assertThat(average(day, hours(11, 13), PlantState::pvPower)).isBetween(1_000.0, 8_000.0);
        assertThat(day).allSatisfy(now -> assertThat(now.pvPower()).isBetween(0.0, SIZE.pvPeakWatts()));
    }

    @Test
    void a_winter_day_is_short_and_weak() {
        List<PlantState> summer = day(SIZE, MIDSUMMER, 5);
        List<PlantState> winter = day(SIZE, MIDWINTER, 5);

        assertThat(average(winter, hours(17, 24), PlantState::pvPower)).isZero();
        assertThat(average(winter, hours(0, 24), PlantState::pvPower))
                .isPositive()
                .isLessThan(average(summer, hours(0, 24), PlantState::pvPower) / 3);
    }

    @Test
    void the_clock_s_zone_says_when_it_is_noon() {
        VirtualClock utc = new VirtualClock("2026-06-21T00:30:00Z");

        assertThat(new Plant(SIZE, utc, 5).state().pvPower()).isZero();
        assertThat(new Plant(SIZE, utc.withZone(ZoneOffset.ofHours(12)), 5)
                        .state()
                        .pvPower())
                .isPositive();
    }

    @Test
    void the_household_peaks_in_the_morning_and_in_the_evening() {
        List<PlantState> day = day(SIZE, MIDSUMMER, 5);
        ToDoubleFunction<PlantState> load = now -> now.load().total();

        double night = average(day, hours(1, 4), load);
        assertThat(average(day, hours(7, 8), load)).isGreaterThan(2 * night);
        assertThat(average(day, hours(19, 21), load)).isGreaterThan(4 * night);
        assertThat(night).isBetween(100.0, 600.0);
    }

    @Test
    void the_sun_charges_the_battery_and_the_evening_discharges_it() {
        List<PlantState> day = day(SIZE, MIDSUMMER, 5);

        assertThat(average(day, hours(5, 19), now -> Math.max(0, now.batteryPower())))
                .isGreaterThan(300);
        assertThat(day)
                .filteredOn(now -> now.batteryPower() > 0)
                .allMatch(now -> now.pvPower() > now.load().total());
        assertThat(average(day, hours(20, 22), PlantState::batteryPower)).isLessThan(-500);
        assertThat(day).extracting(PlantState::batteryState).contains(BatteryState.values());
    }

    @Test
    void the_grid_is_held_at_its_setpoint_while_sun_and_battery_can() {
        List<PlantState> day = day(SIZE, MIDSUMMER, 5);

        assertThat(average(day, hours(20, 22), now -> now.grid().total())).isCloseTo(50, within(1e-6));
    }

    @Test
    void feeding_the_grid_takes_what_the_sun_does_not_give_out_of_the_battery() {
        Plant plant = new Plant(SIZE, new VirtualClock("2026-06-21T20:00:00Z"), 5);
        double before = plant.state().batteryPower();

        plant.holdGridAt(-2_000);

        assertThat(plant.state().gridSetpoint()).isEqualTo(-2_000);
        assertThat(plant.state().grid().total()).isCloseTo(-2_000, within(1e-6));
        assertThat(plant.state().batteryPower()).isLessThan(before - 2_000);
    }

    @Test
    void no_order_takes_more_than_the_inverter_and_the_battery_have() {
        VirtualClock clock = new VirtualClock("2026-06-21T20:00:00Z");
        Plant plant = new Plant(SIZE, clock, 5);
        plant.holdGridAt(-1e9);
        double least = plant.state().grid().total();

        for (int hour = 0; hour < 8; hour++) {
            clock.advance(Duration.ofHours(1));
            assertThat(plant.state().soc()).isGreaterThanOrEqualTo(9);
        }

        assertThat(least).isGreaterThanOrEqualTo(-9_000);
        assertThat(plant.state().batteryPower()).as("empty").isCloseTo(0, within(60.0));
        assertThat(plant.state().grid().total()).as("the grid feeds the house").isPositive();
    }

    @Test
    void an_order_to_import_fills_the_battery_and_ends_there() {
        VirtualClock clock = new VirtualClock("2026-06-20T22:00:00Z");
        Plant plant = new Plant(SIZE, clock, 5);
        plant.holdGridAt(8_000);
        assertThat(plant.state().batteryPower()).isGreaterThan(4_000);

        clock.advance(Duration.ofHours(6));

        assertThat(plant.state().soc()).isBetween(97.0, 100.0);
        assertThat(plant.state().batteryPower()).isBetween(0.0, 1_000.0);
    }

    @Test
    void how_often_one_looks_changes_little() {
        VirtualClock often = new VirtualClock(MIDSUMMER);
        VirtualClock rarely = new VirtualClock(MIDSUMMER);
        Plant watched = new Plant(SIZE, often, 9);
        Plant forgotten = new Plant(SIZE, rarely, 9);
        for (int i = 0; i < 12 * 60 * 4; i++) {
            often.advance(Duration.ofSeconds(15));
            watched.state();
        }
        rarely.advance(Duration.ofHours(12));

        assertThat(forgotten.state().soc()).isCloseTo(watched.state().soc(), within(1.5));
        assertThat(forgotten.state().load()).isEqualTo(watched.state().load());
    }

    @Test
    void a_clock_that_stands_or_goes_back_changes_nothing() {
        VirtualClock clock = new VirtualClock(MIDSUMMER);
        Plant plant = new Plant(SIZE, clock, 9);
        PlantState now = plant.state();
        assertThat(plant.state()).isEqualTo(now);

        clock.advance(Duration.ofMinutes(-5));

        assertThat(plant.state()).isEqualTo(now);
    }

    @Test
    void a_long_sleep_is_made_up_for_by_a_day_at_most() {
        VirtualClock clock = new VirtualClock(MIDSUMMER);
        Plant plant = new Plant(SIZE, clock, 9);
        clock.advance(Duration.ofDays(36_500));

        assertThat(plant.state().time()).isEqualTo(clock.instant());
        assertThat(plant.state().soc()).isBetween(0.0, 100.0);
    }

    @Test
    void the_same_seed_is_the_same_plant_and_another_one_is_another() {
        PlantState one = new Plant(SIZE, new VirtualClock("2026-06-21T12:00:00Z"), 1).state();

        assertThat(new Plant(SIZE, new VirtualClock("2026-06-21T12:00:00Z"), 1).state())
                .isEqualTo(one);
        assertThat(new Plant(SIZE, new VirtualClock("2026-06-21T12:00:00Z"), 2).state())
                .isNotEqualTo(one);
        assertThat(PlantSize.ofSeed(1)).isEqualTo(PlantSize.ofSeed(1)).isNotEqualTo(PlantSize.ofSeed(2));
    }

    @Test
    void time_to_go_and_consumed_charge_follow_from_charge_and_current() {
        PlantState discharging = state(-1_000, -20, 60);
        assertThat(discharging.timeToGoSeconds()).isCloseTo(3600 * (50.0 / 100 * 300) / 20, within(1e-6));
        assertThat(discharging.consumedAmpHours()).isCloseTo(-120, within(1e-9));
        assertThat(discharging.batteryState()).isEqualTo(BatteryState.DISCHARGING);

        assertThat(state(1_000, 20, 60).timeToGoSeconds()).isEqualTo(864_000);
        assertThat(state(-20, -0.4, 60).timeToGoSeconds()).as("240 h at most").isEqualTo(864_000);
        assertThat(state(5, 0.1, 60).batteryState()).isEqualTo(BatteryState.IDLE);
        assertThat(state(1_000, 20, 60).batteryState()).isEqualTo(BatteryState.CHARGING);
    }

    private static PlantState state(double batteryPower, double batteryCurrent, double soc) {
        Phases none = new Phases(0, 0, 0);
        return new PlantState(
                Instant.EPOCH, 0, none, none, 50, batteryPower, batteryCurrent, 52, soc, 300, 0, 25, 55, 0, 0);
    }

    private static void forADay(PlantSize size, String midnight, long seed, Consumer<PlantState> check) {
        day(size, midnight, seed).forEach(check);
    }

    private static List<PlantState> day(PlantSize size, String midnight, long seed) {
        VirtualClock clock = new VirtualClock(midnight);
        Plant plant = new Plant(size, clock, seed);
        List<PlantState> day = new ArrayList<>();
        for (int minute = 0; minute < 24 * 60; minute++) {
            day.add(plant.state());
            clock.advance(Duration.ofMinutes(1));
        }
        return day;
    }

    private static Predicate<PlantState> hours(int from, int to) {
        return now -> {
            int hour = now.time().atOffset(ZoneOffset.UTC).getHour();
            return hour >= from && hour < to;
        };
    }

    private static double average(
            List<PlantState> day, Predicate<PlantState> when, ToDoubleFunction<PlantState> value) {
        return day.stream().filter(when).mapToDouble(value).average().orElseThrow();
    }
}
