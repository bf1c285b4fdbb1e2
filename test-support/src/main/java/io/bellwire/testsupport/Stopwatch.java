package io.bellwire.testsupport;

/** Time that has passed since it was started. */
public final class Stopwatch {

    private final long startedAt = System.nanoTime();

    private Stopwatch() {}

    public static Stopwatch start() {
        return new Stopwatch();
    }

    public double seconds() {
        return (System.nanoTime() - startedAt) / 1e9;
    }
}
