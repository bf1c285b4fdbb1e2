package io.bellwire.simulator;

import io.bellwire.simulator.plant.PlantState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What a device reports every few seconds. Powers are whole W; {@code solar_power + grid_power - battery_power} is
 * {@code load_power + loss_power} to within rounding.
 *
 * @param batteryVoltage V, hundredths
 * @param solarPower W, never negative
 * @param timestamp RFC 3339 in UTC, three fraction digits
 * @param soc state of charge, %, tenths
 * @param batteryCurrent A, tenths, positive charges
 * @param batteryPower W, positive charges
 * @param batteryState idle, charging or discharging
 * @param gridPower W, positive imports
 * @param gridSetpoint what the device tries to hold {@code grid_power} at, W
 * @param loadPower W, all phases
 * @param lossPower W
 */
@JsonNaming(SnakeCaseStrategy.class)
record Telemetry(
        double batteryVoltage,
        long solarPower,
        String timestamp,
        double soc,
        double batteryCurrent,
        long batteryPower,
        String batteryState,
        long gridPower,
        long gridSetpoint,
        long loadPower,
        long lossPower) {

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx");

    static Telemetry of(PlantState plant) {
        return new Telemetry(
                Math.round(100 * plant.batteryVoltage()) / 100.0,
                Math.round(plant.pvPower()),
                timestamp(plant.time()),
                Math.round(10 * plant.soc()) / 10.0,
                Math.round(10 * plant.batteryCurrent()) / 10.0,
                Math.round(plant.batteryPower()),
                plant.batteryState().name().toLowerCase(Locale.ROOT),
                Math.round(plant.grid().total()),
                Math.round(plant.gridSetpoint()),
                Math.round(plant.load().total()),
                Math.round(plant.losses()));
    }

    private static String timestamp(Instant time) {
        return TIMESTAMP.format(time.atOffset(ZoneOffset.UTC));
    }
}
