package io.bellwire.checker.history;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The decisions of one step of one actor. They follow from the seed, the actor's name and the number of the step alone,
 * so that neither threads nor answers change what an actor decides.
 */
public final class Dice {

    private final SplittableRandom random;

    public Dice(long seed, String actor, long step) {
        this.random = new SplittableRandom(
                (seed * 0x9E3779B97F4A7C15L ^ actor.hashCode()) * 0xBF58476D1CE4E5B9L + step * 0x94D049BB133111EBL);
    }

    /** 0 to {@code bound} − 1. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    public boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    public Duration between(Duration least, Duration most) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
