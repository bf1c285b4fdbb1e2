package io.bellwire.checker.verify;

import static io.bellwire.checker.verify.History.ANNA;
import static io.bellwire.checker.verify.History.commit;
import static io.bellwire.checker.verify.History.second;
import static io.bellwire.checker.verify.Violations.assertViolation;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.bellwire.checker.history.Commit;
import io.bellwire.checker.history.Write;
import io.bellwire.checker.history.Write.Outcome;
import io.bellwire.checker.verify.Violation.Kind;
import org.junit.jupiter.api.Test;

class WriteCheckTest {

    private static final Commit STORED = commit(1, "a", 1, "w1", "");

    private final WriteCheck check = new WriteCheck();
    private final Write put = new Write(ANNA, Write.Kind.PUT, "a", "w1", null, second(0));
    private final Write delete = new Write(ANNA, Write.Kind.DELETE, "a", "w2", null, second(1));

    WriteCheckTest() {
        check.started(put);
    }

    @Test
    void an_acknowledged_write_that_was_stored_is_right() {
        check.stored(STORED, null);

        assertThatCode(() -> check.ended(put, new Outcome.Accepted(1, ""))).doesNotThrowAnyException();
    }

    @Test
    void an_acknowledged_write_that_was_not_stored_is_caught() {
        assertViolation(Kind.LOST, () -> check.ended(put, new Outcome.Accepted(1, "")));
    }

    @Test
    void an_acknowledged_version_that_is_not_the_stored_one_is_caught() {
        check.stored(STORED, null);

        assertViolation(Kind.WRONG_CONTENT, () -> check.ended(put, new Outcome.Accepted(2, "")));
    }

    @Test
    void a_write_that_was_stored_twice_is_caught() {
        check.stored(STORED, null);

        assertViolation(Kind.DOUBLED, () -> check.stored(commit(2, "a", 2, "w1", ""), STORED));
    }

    @Test
    void a_write_that_nobody_made_is_caught() {
        assertViolation(Kind.PHANTOM, () -> check.stored(commit(1, "a", 1, "w9", ""), null));
        assertViolation(Kind.PHANTOM, () -> check.stored(commit(1, "b", 1, "w1", ""), null));
    }

    @Test
    void a_refused_write_that_was_stored_is_caught_whichever_is_known_first() {
        check.stored(STORED, null);
        assertViolation(Kind.PHANTOM, () -> check.ended(put, new Outcome.Refused(409)));

        WriteCheck other = new WriteCheck();
        other.started(put);
        other.ended(put, new Outcome.Refused(409));
        assertViolation(Kind.PHANTOM, () -> other.stored(STORED, null));
    }

    @Test
    void a_write_of_unknown_outcome_may_have_happened_once_or_not() {
        assertThatCode(() -> check.ended(put, new Outcome.Unknown("hung up"))).doesNotThrowAnyException();
        assertThatCode(() -> check.stored(STORED, null)).doesNotThrowAnyException();
        assertViolation(Kind.DOUBLED, () -> check.stored(commit(2, "a", 2, "w1", ""), STORED));
    }

    @Test
    void a_version_that_does_not_rise_is_caught() {
        Write outdated = new Write(ANNA, Write.Kind.PUT, "a", "w3", 1, second(1));
        check.started(outdated);
        check.stored(STORED, null);

        assertViolation(Kind.WRONG_CONTENT, () -> check.stored(commit(2, "a", 1, "w3", ""), STORED));
    }

    @Test
    void a_delete_that_nobody_asked_for_is_caught() {
        check.stored(STORED, null);

        assertViolation(Kind.PHANTOM, () -> check.stored(commit(2, "a", 2, "w1", "then"), STORED));
    }

    @Test
    void one_delete_deletes_once() {
        Commit deleted = commit(2, "a", 2, "w1", "then");
        Write again = new Write(ANNA, Write.Kind.PUT, "a", "w3", null, second(2));
        Commit back = commit(3, "a", 3, "w3", "");
        check.started(delete);
        check.started(again);
        check.stored(STORED, null);
        check.stored(deleted, STORED);
        check.stored(back, deleted);

        assertViolation(Kind.PHANTOM, () -> check.stored(commit(4, "a", 4, "w3", "later"), back));
    }

    @Test
    void an_acknowledged_delete_that_was_not_stored_is_caught() {
        check.started(delete);
        check.stored(STORED, null);

        assertViolation(Kind.LOST, () -> check.ended(delete, new Outcome.Accepted(0, "then")));
    }
}
