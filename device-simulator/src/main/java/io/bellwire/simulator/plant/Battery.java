package io.bellwire.simulator.plant;

import java.time.Duration;

/**
 * A 48 V lithium iron phosphate battery (16 cells) with its management: an open-circuit voltage that follows the charge,
 * an internal resistance, and limits that close gently at both ends. Positive power and current charge it.
 */
final class Battery {

    /** Below this state of charge nothing is taken out, %. */
    static final double MIN_SOC = 10;

    private static final double[] SOC = {0, 10, 20, 50, 80, 95, 100};
    private static final double[] OPEN_CIRCUIT_VOLTS = {48.0, 51.2, 51.9, 52.7, 53.2, 53.5, 54.6};
    private static final double TAPER = 5;

    private final double ampHours;
    private final double ohms;
    private double soc;

    Battery(double ampHours, double soc) {
        this.ampHours = ampHours;
        this.ohms = 2 / ampHours;
        this.soc = soc;
    }

    /** %, 0–100. */
    double soc() {
        return soc;
    }

    double ampHours() {
        return ampHours;
    }

    /** The most that goes in at the terminals now, W. */
    double chargeLimit() {
        double amps = 0.5 * ampHours * closing(100 - soc);
        return amps * (openCircuitVolts() + amps * ohms);
    }

    /** The most that comes out at the terminals now, W, not negative. */
    double dischargeLimit() {
        double amps = 0.8 * ampHours * closing(soc - MIN_SOC);
        return amps * (openCircuitVolts() - amps * ohms);
    }

    /** The current at {@code watts} at the terminals, A: the solution of P = (U + R I) I that lies near I = P / U. */
    double current(double watts) {
        double volts = openCircuitVolts();
        return (Math.sqrt(volts * volts + 4 * ohms * watts) - volts) / (2 * ohms);
    }

    /** The voltage at the terminals at that current, V. */
    double voltage(double amps) {
        return openCircuitVolts() + amps * ohms;
    }

    void carry(double amps, Duration time) {
        double hours = time.toNanos() / 3.6e12;
        soc += 100 * amps * hours / ampHours;
    }

    private double openCircuitVolts() {
        int upper = 1;
        while (upper < SOC.length - 1 && soc > SOC[upper]) {
            upper++;
        }
        double part = (soc - SOC[upper - 1]) / (SOC[upper] - SOC[upper - 1]);
        return OPEN_CIRCUIT_VOLTS[upper - 1] + part * (OPEN_CIRCUIT_VOLTS[upper] - OPEN_CIRCUIT_VOLTS[upper - 1]);
    }

    private static double closing(double room) {
        return Math.max(0, Math.min(1, room / TAPER));
    }
}
