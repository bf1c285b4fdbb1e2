package io.bellwire.checker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.boot.convert.DurationStyle;

/**
 * @param duration of the part in which writes are made and faults happen, {@code 2m} by default
 * @param seed of all decisions, 1 by default: what CI finds today it finds again tomorrow
 */
public record CheckerOptions(Duration duration, long seed) {

    private static final String PREFIX = "bellwire.checker.";

    /** From the system properties {@code bellwire.checker.duration} and {@code bellwire.checker.seed}, a number or {@code random}. */
    public static CheckerOptions ofSystemProperties() {
        String duration = System.getProperty(PREFIX + "duration", "2m");
        String seed = System.getProperty(PREFIX + "seed", "1");
        return new CheckerOptions(
                DurationStyle.detectAndParse(duration),
                seed.equals("random") ? ThreadLocalRandom.current().nextInt(1_000_000) : Long.parseLong(seed));
    }
}
