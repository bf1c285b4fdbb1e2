package io.bellwire.simulator.plant;

/** Noise that is a pure function of seed and time, so that a plant's day is the same however often it is looked at. */
final class Noise {

    private final long seed;

    Noise(long seed) {
        this.seed = seed;
    }

    /** A value 0–1 that belongs to {@code slot} alone, evenly spread. */
    double step(long slot) {
        return (mix(seed + slot * 0x9E3779B97F4A7C15L) >>> 11) * 0x1.0p-53;
    }

    /** A value 0–1 that glides from one whole {@code x} to the next. */
    double smooth(double x) {
        long slot = (long) Math.floor(x);
        double weight = (1 - Math.cos(Math.PI * (x - slot))) / 2;
        return step(slot) * (1 - weight) + step(slot + 1) * weight;
    }

    Noise other(int number) {
        return new Noise(mix(seed ^ number * 0xD1B54A32D192ED03L));
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
    private static long mix(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
