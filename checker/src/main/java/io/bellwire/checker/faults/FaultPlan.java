package io.bellwire.checker.faults;

import io.bellwire.checker.cluster.Cluster;
import io.bellwire.checker.faults.FaultKind.Lane;
import io.bellwire.checker.history.Dice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes wrong, made of the seed before anything starts. In each lane every kind comes once before any comes again,
 * with calm between.
 */
public final class FaultPlan {

    /** @param after the start; later where the fault before it is still being healed */
    public record Fault(FaultKind kind, int instance, Duration after, Duration length) {}

    private FaultPlan() {}

    public static List<Fault> of(long seed, Lane lane, Duration duration) {
        Dice dice = new Dice(seed, "faults " + lane, 0);
        List<Fault> plan = new ArrayList<>();
        List<FaultKind> bag = new ArrayList<>();
        Duration at = dice.between(Duration.ofSeconds(1), Duration.ofSeconds(6));
        while (true) {
            if (bag.isEmpty()) {
                bag.addAll(FaultKind.of(lane));
            }
            FaultKind kind = bag.remove(dice.below(bag.size()));
            int instance = dice.below(Cluster.EACH);
            Duration length = dice.between(Duration.ofMillis(500), Duration.ofSeconds(kind.longestSeconds()));
            if (at.plus(length).compareTo(duration) > 0) {
                return plan;
            }
            plan.add(new Fault(kind, instance, at, length));
            at = at.plus(length).plus(dice.between(Duration.ofSeconds(1), Duration.ofSeconds(8)));
        }
    }
}
