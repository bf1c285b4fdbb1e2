package io.bellwire.simulator.plant;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;

/**
 * A three-phase plant: modules on a charger, a 48 V battery, an inverter/charger that holds the grid at a set-point, a
 * household. Its day is a pure function of seed and clock; the clock's zone says when the sun stands highest. Not
 * thread-safe.
 */
public final class Plant {

    /** Without other orders a little is imported, so that nothing is exported by accident, W. */
    public static final double DEFAULT_GRID_SETPOINT = 50;

    private static final Duration LONGEST_STEP = Duration.ofMinutes(1);
    private static final Duration HISTORY = Duration.ofHours(24);
    private static final Duration HISTORY_STEP = Duration.ofMinutes(5);
    private static final double EFFICIENCY = 0.95;
    private static final double STANDBY_WATTS = 30;
    private static final double DC_LOAD_WATTS = 25;

    private final PlantSize size;
    private final Clock clock;
    private final Weather weather;
    private final Household household;
    private final Battery battery;
    private double gridSetpoint = DEFAULT_GRID_SETPOINT;
    private double importedWattHours;
    private double exportedWattHours;
    private PlantState state;

    /** A plant that has been running for a day, so that its battery holds what that day left in it. */
    public Plant(PlantSize size, Clock clock, long seed) {
        Noise noise = new Noise(seed);
        this.size = size;
        this.clock = clock;
        this.weather = new Weather(size.latitude(), noise.other(1));
        this.household = new Household(size.loadScale(), noise.other(2));
        this.battery = new Battery(size.batteryAmpHours(), 30 + 50 * noise.step(3));
        Instant now = clock.instant();
        this.state = settle(now.minus(HISTORY));
        advance(now, HISTORY_STEP);
    }

    /** The plant now. */
    public PlantState state() {
        Instant now = clock.instant();
        if (now.minus(HISTORY).isAfter(state.time())) {
            state = settle(now.minus(HISTORY));
        }
        advance(now, LONGEST_STEP);
        return state;
    }

    /**
     * Holds the grid at {@code watts} from now on, as far as inverter, sun and battery allow; negative exports.
     */
    public void holdGridAt(double watts) {
        state();
        gridSetpoint = watts;
        state = settle(state.time());
    }

    private void advance(Instant to, Duration longestStep) {
        while (state.time().isBefore(to)) {
            Duration left = Duration.between(state.time(), to);
            Duration step = left.compareTo(longestStep) < 0 ? left : longestStep;
            battery.carry(state.batteryCurrent(), step);
            count(state.grid().total(), step);
            state = settle(state.time().plus(step));
        }
    }

    private void count(double gridPower, Duration time) {
        double wattHours = gridPower * time.toNanos() / 3.6e12;
        if (wattHours > 0) {
            importedWattHours += wattHours;
        } else {
            exportedWattHours -= wattHours;
        }
    }

    /** Who delivers what at {@code time}: battery and inverter within their limits, the grid as the balance. */
    private PlantState settle(Instant time) {
        ZonedDateTime local = time.atZone(clock.getZone());
        double pv = size.pvPeakWatts() * weather.irradiance(local);
        Phases load = household.load(local);

        double wantedAc = within(load.total() - gridSetpoint, -size.inverterWatts(), size.inverterWatts());
        double batteryPower =
                within(pv - DC_LOAD_WATTS - dcFor(wantedAc), -battery.dischargeLimit(), battery.chargeLimit());
        double dc = pv - DC_LOAD_WATTS - batteryPower;
        double ac = acFrom(dc);
        if (ac > size.inverterWatts()) {
            ac = size.inverterWatts();
            pv -= dc - dcFor(ac);
            dc = dcFor(ac);
        }
        double current = battery.current(batteryPower);
        return new PlantState(
                time,
                pv,
                load,
                load.minusEvenly(ac),
                gridSetpoint,
                batteryPower,
                current,
                battery.voltage(current),
                battery.soc(),
                battery.ampHours(),
                -dc,
                DC_LOAD_WATTS,
                dc - ac + DC_LOAD_WATTS,
                importedWattHours,
                exportedWattHours);
    }

    private static double dcFor(double ac) {
        return STANDBY_WATTS + (ac >= 0 ? ac / EFFICIENCY : ac * EFFICIENCY);
    }

    private static double acFrom(double dc) {
        double converted = dc - STANDBY_WATTS;
        return converted >= 0 ? converted * EFFICIENCY : converted / EFFICIENCY;
    }

    private static double within(double value, double least, double most) {
        return Math.max(least, Math.min(most, value));
    }
}
