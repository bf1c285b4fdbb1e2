package io.bellwire.simulator.plant;

/** A power on each of three phases, W. */
public record Phases(double l1, double l2, double l3) {

    public double total() {
        return l1 + l2 + l3;
    }

    /** Each phase less an equal share of {@code watts}. */
    Phases minusEvenly(double watts) {
        double share = watts / 3;
        return new Phases(l1 - share, l2 - share, l3 - share);
    }
}
