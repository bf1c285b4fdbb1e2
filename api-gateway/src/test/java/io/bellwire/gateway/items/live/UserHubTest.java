package io.bellwire.gateway.items.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.common.token.UserId;
import io.bellwire.gateway.items.live.UserHub.Taken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The hub's order: what it delivers does not depend on what the bus loses, doubles or reorders. */
class UserHubTest {

    private static final UUID LIFE = new UUID(0, 1);

    private final UserHub hub = new UserHub(new UserId("anna"));
    private final Recorder recorder = new Recorder();

    /** A connection that writes down what it is given. */
    private static final class Recorder implements HubMember {

        private final List<Long> revisions = new ArrayList<>();
        private final List<String> notices = new ArrayList<>();
        private UUID epoch = LIFE;
        private long cursor;
        private boolean live;

        @Override
        public UUID epoch() {
            return epoch;
        }

        @Override
        public long cursor() {
            return cursor;
        }

        @Override
        public void greeted() {
            notices.add("greeted");
        }

        @Override
        public void live() {
            live = true;
        }

        @Override
        public void deliver(EncodedChange change) {
            if (live && change.revision() > cursor) {
                cursor = change.revision();
                revisions.add(change.revision());
            }
        }

        @Override
        public void beginLife(UUID life, long head) {
            if (live) {
                notices.add("new life at " + head);
                epoch = life;
                cursor = head;
            }
        }

        @Override
        public void requireSync(String reason) {
            notices.add(reason);
        }

        @Override
        public void heartbeat() {
            notices.add("heartbeat");
        }
    }

    private static EncodedChange change(long revision) {
        return change(revision, revision);
    }

    private static EncodedChange change(long revision, long second) {
        return new EncodedChange(revision, Instant.ofEpochSecond(second), new byte[0]);
    }

    private static List<EncodedChange> changes(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(UserHubTest::change).toList();
    }

    private void startAt(long head) {
        hub.add(recorder);
        hub.startAt(head, LIFE, Instant.ofEpochSecond(head));
        recorder.cursor = head;
        assertThat(hub.goLive(recorder)).isTrue();
    }

    @Test
    void changes_are_delivered_one_after_the_other() {
        startAt(0);
        changes(1, 3).forEach(change -> assertThat(hub.accept(change)).isEqualTo(Taken.DELIVERED));
        assertThat(recorder.revisions).containsExactly(1L, 2L, 3L);
    }

    @Test
    void what_comes_twice_is_delivered_once() {
        startAt(0);
        hub.accept(change(1));
        assertThat(hub.accept(change(1))).isEqualTo(Taken.DELIVERED);
        assertThat(recorder.revisions).containsExactly(1L);
    }

    @Test
    void a_revision_that_comes_again_with_a_later_change_is_told_from_one_that_comes_twice() {
        startAt(5);
        assertThat(hub.accept(change(5, 5))).isEqualTo(Taken.DELIVERED);
        assertThat(hub.accept(change(5, 6))).isEqualTo(Taken.USED_AGAIN);
        hub.accept(change(6, 10));
        hub.accept(change(7, 10));
        assertThat(hub.accept(change(6, 10))).isEqualTo(Taken.DELIVERED);
        assertThat(hub.accept(change(6, 11))).isEqualTo(Taken.USED_AGAIN);
        hub.fillGap(List.of(change(9, 20)), 9);
        assertThat(hub.accept(change(8, 19))).isEqualTo(Taken.DELIVERED);
        assertThat(hub.accept(change(8, 21))).isEqualTo(Taken.USED_AGAIN);
        assertThat(recorder.revisions).containsExactly(6L, 7L, 9L);
    }

    @Test
    void what_comes_early_waits_for_what_is_missing() {
        startAt(0);
        assertThat(hub.accept(change(3))).isEqualTo(Taken.EARLY);
        assertThat(hub.accept(change(2))).isEqualTo(Taken.EARLY);
        assertThat(hub.hasGap()).isTrue();
        assertThat(recorder.revisions).isEmpty();
        assertThat(hub.accept(change(1))).isEqualTo(Taken.DELIVERED);
        assertThat(hub.hasGap()).isFalse();
        assertThat(recorder.revisions).containsExactly(1L, 2L, 3L);
    }

    @Test
    void any_order_with_any_doubles_comes_out_right() {
        startAt(0);
        List<EncodedChange> shuffled = new ArrayList<>(changes(1, 200));
        shuffled.addAll(changes(50, 150));
        Collections.shuffle(shuffled, new Random(7));
        shuffled.forEach(hub::accept);
        assertThat(recorder.revisions)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 200).boxed().toList());
    }

    @Test
    void a_gap_is_filled_with_the_latest_states_and_the_superseded_ones_stay_out() {
        startAt(0);
        hub.accept(change(5));
        hub.fillGap(List.of(change(3), change(5)), 5);
        assertThat(recorder.revisions).containsExactly(3L, 5L);
        assertThat(hub.accept(change(2))).isEqualTo(Taken.DELIVERED);
        assertThat(hub.accept(change(6))).isEqualTo(Taken.DELIVERED);
        assertThat(recorder.revisions).containsExactly(3L, 5L, 6L);
    }

    @Test
    void a_gap_that_closed_while_it_was_being_read_is_not_delivered_again() {
        startAt(0);
        hub.accept(change(2));
        hub.accept(change(1));
        hub.fillGap(changes(1, 2), 2);
        assertThat(recorder.revisions).containsExactly(1L, 2L);
    }

    @Test
    void more_early_changes_than_it_keeps_are_read_again_not_lost() {
        startAt(0);
        changes(2, 3000).forEach(hub::accept);
        hub.accept(change(1));
        long reached = hub.delivered();
        assertThat(reached).isBetween(1000L, 3000L);
        hub.fillGap(changes(reached + 1, 3000), 3000);
        assertThat(recorder.revisions).hasSize(3000).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_connection_that_is_behind_must_read_on_and_one_that_is_ahead_gets_nothing_twice() {
        startAt(5);
        Recorder behind = new Recorder();
        behind.cursor = 3;
        hub.add(behind);
        assertThat(hub.goLive(behind)).isFalse();
        Recorder ahead = new Recorder();
        ahead.cursor = 7;
        hub.add(ahead);
        assertThat(hub.goLive(ahead)).isTrue();
        changes(6, 8).forEach(hub::accept);
        assertThat(behind.revisions).isEmpty();
        assertThat(ahead.revisions).containsExactly(8L);
        assertThat(recorder.revisions).containsExactly(6L, 7L, 8L);
    }

    @Test
    void changes_before_the_first_connection_was_served_are_not_missed() {
        hub.add(recorder);
        hub.accept(change(6));
        hub.accept(change(5));
        hub.startAt(4, LIFE, Instant.ofEpochSecond(4));
        recorder.cursor = 4;
        assertThat(hub.goLive(recorder)).isFalse();
        recorder.cursor = 6;
        assertThat(hub.goLive(recorder)).isTrue();
    }

    @Test
    void another_database_is_told_to_everyone_and_followed_from_where_it_stands() {
        startAt(9);
        UUID restored = new UUID(0, 2);
        hub.beginLife(LIFE, restored, 4);
        assertThat(hub.position()).isEqualTo(new UserHub.Position(4, restored));
        assertThat(recorder.notices).containsExactly("new life at 4");
        hub.accept(change(5));
        assertThat(recorder.revisions).containsExactly(5L);
    }

    @Test
    void two_looks_that_found_the_same_other_database_begin_its_life_once() {
        startAt(9);
        UUID restored = new UUID(0, 2);
        hub.beginLife(LIFE, restored, 4);
        hub.accept(change(5));
        hub.beginLife(LIFE, restored, 4);
        assertThat(hub.position()).isEqualTo(new UserHub.Position(5, restored));
        assertThat(recorder.notices).containsExactly("new life at 4");
    }

    @Test
    void a_connection_that_replayed_another_life_must_read_on_however_far_it_is() {
        UUID restored = new UUID(0, 2);
        hub.add(recorder);
        hub.startAt(9, LIFE, Instant.ofEpochSecond(9));
        recorder.cursor = 9;
        hub.beginLife(LIFE, restored, 4);
        assertThat(hub.goLive(recorder)).isFalse();
        recorder.epoch = restored;
        recorder.cursor = 4;
        assertThat(hub.goLive(recorder)).isTrue();
    }

    @Test
    void only_one_repair_is_under_way_at_a_time() {
        assertThat(hub.startRepair()).isTrue();
        assertThat(hub.startRepair()).isFalse();
        hub.endRepair();
        assertThat(hub.startRepair()).isTrue();
    }

    @Test
    void the_last_connection_to_leave_says_so() {
        Recorder other = new Recorder();
        hub.add(recorder);
        hub.add(other);
        assertThat(hub.remove(recorder)).isFalse();
        assertThat(hub.remove(other)).isTrue();
    }
}
