package io.bellwire.simulator.plant;

import java.time.Instant;

/**
 * A plant at one instant. Powers are W; at each instant
 * {@code pvPower + grid.total() - batteryPower = load.total() + losses}.
 *
 * @param time the instant
 * @param pvPower what the modules deliver, DC, never negative
 * @param load AC consumption by phase
 * @param grid positive imports, negative exports, by phase
 * @param gridSetpoint what the plant tries to hold the grid at, all phases together
 * @param batteryPower at the terminals, positive charges
 * @param batteryCurrent A, positive charges
 * @param batteryVoltage V at the terminals
 * @param soc state of charge, %, 0–100
 * @param batteryAmpHours capacity, Ah
 * @param inverterDcPower DC side of the inverter/charger, positive charges the battery
 * @param dcLoad what runs on the battery directly
 * @param losses of conversion, and the DC load
 * @param importedWattHours taken from the grid since the plant began, Wh
 * @param exportedWattHours given to the grid since the plant began, Wh
 */
public record PlantState(
        Instant time,
        double pvPower,
        Phases load,
        Phases grid,
        double gridSetpoint,
        double batteryPower,
        double batteryCurrent,
        double batteryVoltage,
        double soc,
        double batteryAmpHours,
        double inverterDcPower,
        double dcLoad,
        double losses,
        double importedWattHours,
        double exportedWattHours) {

    private static final double LONGEST_TIME_TO_GO = 240 * 3600;

    public BatteryState batteryState() {
        if (Math.abs(batteryPower) < 10) {
            return BatteryState.IDLE;
        }
        return batteryPower > 0 ? BatteryState.CHARGING : BatteryState.DISCHARGING;
    }

    /** What is missing from a full battery, Ah, as a number that is not positive. */
    public double consumedAmpHours() {
        return -(100 - soc) / 100 * batteryAmpHours;
    }

    /** Until the battery is as low as it may get at this current, s; 240 h at most, and while it does not discharge. */
    public double timeToGoSeconds() {
        if (batteryState() != BatteryState.DISCHARGING) {
            return LONGEST_TIME_TO_GO;
        }
        double ampHours = Math.max(0, soc - Battery.MIN_SOC) / 100 * batteryAmpHours;
        return Math.min(LONGEST_TIME_TO_GO, 3600 * ampHours / -batteryCurrent);
    }

    /** In the order of the GX register's enumeration. */
    public enum BatteryState {
        IDLE,
        CHARGING,
        DISCHARGING
    }
}
