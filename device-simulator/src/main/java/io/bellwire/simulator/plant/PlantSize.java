package io.bellwire.simulator.plant;

/**
 * What a plant is built of.
 *
 * @param pvPeakWatts output of the modules in full sun, W
 * @param batteryAmpHours capacity of the 48 V battery, Ah
 * @param inverterWatts rating of all phases together, both directions, W
 * @param loadScale size of the household; 1 uses some 15 kWh a day
 * @param latitude degrees north, -66 to 66
 */
public record PlantSize(
        double pvPeakWatts, double batteryAmpHours, double inverterWatts, double loadScale, double latitude) {

    /** A usual home: 5–10 kWp, 200–600 Ah, 9 kVA, in the middle of Europe. */
    public static PlantSize ofSeed(long seed) {
        Noise noise = new Noise(seed);
        return new PlantSize(
                5_000 + Math.round(noise.step(1) * 10) * 500,
                200 + Math.round(noise.step(2) * 4) * 100,
                9_000,
                0.7 + 0.8 * noise.step(3),
                46 + 8 * noise.step(4));
    }
}
