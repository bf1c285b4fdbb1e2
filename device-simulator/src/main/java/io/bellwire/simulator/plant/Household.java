package io.bellwire.simulator.plant;

import java.time.ZonedDateTime;

/** What people and their appliances draw, with peaks in the morning and in the evening, as a pure function of time. */
final class Household {

    private final double scale;
    private final Noise hum;
    private final Noise kettle;
    private final double fridgeOffset;

    Household(double scale, Noise noise) {
        this.scale = scale;
        this.hum = noise.other(1);
        this.kettle = noise.other(2);
        this.fridgeOffset = noise.step(3) * 35;
    }

    Phases load(ZonedDateTime time) {
        double minutes = time.toEpochSecond() / 60.0;
        double hour = time.toLocalTime().toSecondOfDay() / 3600.0;
        double always = 160 + 120 * hum.smooth(minutes / 7);
        double people = 1_300 * peak(hour, 7.25, 0.8) + 500 * peak(hour, 12.5, 0.9) + 2_000 * peak(hour, 19.5, 1.8);
        double flicker = 0.85 + 0.3 * hum.smooth(minutes / 1.5);
        double shared = always + people * flicker;
        return new Phases(
                scale * 0.45 * shared + kettle(minutes, hour),
                scale * 0.30 * shared + fridge(minutes),
                scale * 0.25 * shared);
    }

    private static double peak(double hour, double at, double width) {
        double distance = (hour - at) / width;
        return Math.exp(-distance * distance / 2);
    }

    /** 2 kW for three minutes now and then, while people are up. */
    private double kettle(double minutes, double hour) {
        boolean up = hour > 6 && hour < 22.5;
        return up && kettle.step((long) Math.floor(minutes / 3)) < 0.06 ? 2_000 : 0;
    }

    /** 90 W for 12 minutes out of 35. */
    private double fridge(double minutes) {
        return (minutes + fridgeOffset) % 35 < 12 ? 90 : 0;
    }
}
