package io.bellwire.checker.verify;

import static io.bellwire.checker.verify.History.commit;
import static io.bellwire.checker.verify.Violations.assertViolation;

import io.bellwire.checker.verify.Violation.Kind;
import org.junit.jupiter.api.Test;

class UserLogTest {

    private final History history = new History().stored("a", 1, "w1").stored("b", 1, "w2");

    @Test
    void a_revision_that_is_left_out_is_caught() {
        assertViolation(Kind.HOLE, () -> history.log.append(commit(4, "c", 1, "w3", "")));
    }

    @Test
    void a_revision_that_is_given_twice_is_caught() {
        assertViolation(Kind.DOUBLED, () -> history.log.append(commit(2, "c", 1, "w3", "")));
    }
}
