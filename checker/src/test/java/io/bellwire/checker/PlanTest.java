package io.bellwire.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.checker.history.Dice;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {

    @Test
    void a_seed_makes_the_same_faults_and_another_makes_others() {
        List<String> plan = Checker.plan(new CheckerOptions(Duration.ofMinutes(2), 5));

        assertThat(plan).hasSizeGreaterThan(20).isEqualTo(Checker.plan(new CheckerOptions(Duration.ofMinutes(2), 5)));
        assertThat(plan).isNotEqualTo(Checker.plan(new CheckerOptions(Duration.ofMinutes(2), 6)));
    }

    @Test
    void what_an_actor_decides_follows_from_seed_name_and_step() {
        assertThat(decisions(1, "writer", 1)).isEqualTo(decisions(1, "writer", 1));
        assertThat(decisions(1, "writer", 1)).isNotEqualTo(decisions(1, "writer", 2));
        assertThat(decisions(1, "writer", 1)).isNotEqualTo(decisions(1, "reader", 1));
        assertThat(decisions(1, "writer", 1)).isNotEqualTo(decisions(2, "writer", 1));
    }

    private static List<Integer> decisions(long seed, String actor, long step) {
        Dice dice = new Dice(seed, actor, step);
        return IntStream.range(0, 10).mapToObj(n -> dice.below(1000)).toList();
    }
}
