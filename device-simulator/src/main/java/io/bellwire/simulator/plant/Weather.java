package io.bellwire.simulator.plant;

import java.time.ZonedDateTime;

/** Sun and clouds over a place, as a pure function of local solar time. */
final class Weather {

    private static final double AXIAL_TILT = Math.toRadians(23.44);

    private final double latitude;
    private final Noise days;
    private final Noise clouds;
    private final Noise wisps;

    Weather(double latitudeDegrees, Noise noise) {
        this.latitude = Math.toRadians(latitudeDegrees);
        this.days = noise.other(1);
        this.clouds = noise.other(2);
        this.wisps = noise.other(3);
    }

    /** What reaches the modules, as a part 0–1 of full sun; 0 while the sun is below the horizon. */
    double irradiance(ZonedDateTime time) {
        double height = sineOfElevation(time);
        return height <= 0 ? 0 : Math.pow(height, 1.15) * sky(time);
    }

    /** Declination and hour angle: the textbook formula, to within a degree. */
    private double sineOfElevation(ZonedDateTime time) {
        double declination = -AXIAL_TILT * Math.cos(2 * Math.PI * (time.getDayOfYear() + 10) / 365.0);
        double hours = time.toLocalTime().toSecondOfDay() / 3600.0;
        double hourAngle = Math.toRadians(15 * (hours - 12));
        return Math.sin(latitude) * Math.sin(declination)
                + Math.cos(latitude) * Math.cos(declination) * Math.cos(hourAngle);
    }

    /** What the clouds let through, 0.15–1: a day's character, banks of 20 minutes, wisps of 2. */
    private double sky(ZonedDateTime time) {
        double minutes = time.toEpochSecond() / 60.0;
        double cloudiness = days.smooth(minutes / (24 * 60));
        double cover = cloudiness * (0.75 * clouds.smooth(minutes / 20) + 0.25 * wisps.smooth(minutes / 2));
        return 1 - 0.85 * cover;
    }
}
