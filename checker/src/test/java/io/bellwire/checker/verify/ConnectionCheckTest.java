package io.bellwire.checker.verify;

import static io.bellwire.checker.verify.History.ANNA;
import static io.bellwire.checker.verify.History.heartbeat;
import static io.bellwire.checker.verify.History.second;
import static io.bellwire.checker.verify.History.sync;
import static io.bellwire.checker.verify.Violations.assertViolation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.bellwire.checker.history.Heard;
import io.bellwire.checker.verify.Violation.Kind;
import org.junit.jupiter.api.Test;

class ConnectionCheckTest {

    private final History history = new History()
            .stored("a", 1, "w1")
            .stored("b", 1, "w2")
            .stored("a", 2, "w3")
            .deleted("b", 2)
            .stored("c", 1, "w5");

    private ConnectionCheck resumedAt(long known) {
        return new ConnectionCheck("one", history.log, known, false, false);
    }

    @Test
    void every_revision_in_order_is_right() {
        ConnectionCheck check = resumedAt(0);

        for (long revision = 1; revision <= 5; revision++) {
            check.accept(history.event(revision));
        }

        assertThat(check.covered()).isEqualTo(5);
        assertThat(check.holes()).isZero();
    }

    @Test
    void a_hole_is_right_where_a_later_state_of_the_item_was_stored_by_then() {
        ConnectionCheck check = resumedAt(0);

        check.accept(history.event(3, ANNA, "w3", second(6)));
        check.accept(history.event(4));
        check.accept(history.event(5));

        assertThat(check.holes()).isEqualTo(2);
    }

    @Test
    void a_hole_that_nothing_covers_is_caught() {
        ConnectionCheck check = resumedAt(2);

        check.accept(history.event(3));

        assertViolation(Kind.HOLE, () -> check.accept(history.event(5)));
    }

    @Test
    void a_hole_that_was_covered_only_afterwards_is_caught() {
        ConnectionCheck check = resumedAt(1);

        assertViolation(Kind.HOLE, () -> check.accept(history.event(3, ANNA, "w3", second(3))));
    }

    @Test
    void a_hole_at_the_end_is_caught_by_the_heartbeat_that_denies_it() {
        ConnectionCheck check = resumedAt(3);

        check.accept(history.event(4));
        check.accept(heartbeat(4));

        assertViolation(Kind.HOLE, () -> check.accept(heartbeat(5)));
    }

    @Test
    void a_sync_required_covers_what_was_dropped() {
        ConnectionCheck check = resumedAt(0);

        check.accept(sync(4, "slow consumer"));
        check.accept(history.event(5));

        assertThat(check.covered()).isEqualTo(5);
        assertThat(check.holes()).isZero();
    }

    @Test
    void a_sync_required_without_need_is_caught() {
        assertViolation(Kind.NEEDLESS_SYNC, () -> resumedAt(3).accept(sync(5, "History no longer reaches back")));
        assertViolation(Kind.NEEDLESS_SYNC, () -> resumedAt(3).accept(sync(5, "Server changes detected")));
    }

    @Test
    void an_event_that_comes_twice_is_caught() {
        ConnectionCheck check = resumedAt(2);

        check.accept(history.event(3));

        assertViolation(Kind.DOUBLED, () -> check.accept(history.event(3)));
    }

    @Test
    void an_event_that_comes_too_late_is_caught() {
        ConnectionCheck check = resumedAt(0);

        check.accept(history.event(1));
        check.accept(history.event(2));
        check.accept(history.event(3));

        assertViolation(Kind.REORDERED, () -> check.accept(history.event(2)));
    }

    @Test
    void what_the_client_said_it_has_is_not_told_again() {
        assertViolation(Kind.REORDERED, () -> resumedAt(4).accept(history.event(3)));
    }

    @Test
    void a_client_that_did_not_say_what_it_has_may_hear_it_again() {
        ConnectionCheck check = new ConnectionCheck("desktop", history.log, 4, true, false);

        assertThatCode(() -> {
                    check.accept(history.event(3, ANNA, "w3", second(6)));
                    check.accept(history.event(4));
                    check.accept(history.event(5));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void another_users_event_is_caught() {
        assertViolation(Kind.STRANGER, () -> resumedAt(0).accept(history.event(1, "bert", "w1", second(2))));
    }

    @Test
    void another_users_content_under_the_right_name_is_caught() {
        Heard.Event right = history.event(1);
        Heard.Event foreign =
                new Heard.Event(right.at(), ANNA, right.type(), 1, right.item(), "bert", 1, right.label());

        assertViolation(Kind.WRONG_CONTENT, () -> resumedAt(0).accept(foreign));
        assertViolation(Kind.WRONG_CONTENT, () -> resumedAt(0).accept(history.event(1, ANNA, "other", second(2))));
    }

    @Test
    void an_event_of_what_was_never_stored_is_caught() {
        assertViolation(Kind.PHANTOM, () -> resumedAt(5).accept(history.event(6, ANNA, "w6", second(7))));
    }
}
