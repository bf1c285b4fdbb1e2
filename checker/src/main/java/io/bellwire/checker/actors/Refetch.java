package io.bellwire.checker.actors;

import io.bellwire.checker.cluster.Cluster;
import io.bellwire.checker.history.Dice;
import io.bellwire.checker.history.Journal.Entry;
import io.bellwire.checker.verify.Fold;
import io.bellwire.checker.verify.Violation;
import io.bellwire.checker.verify.Violation.Kind;
import java.time.Duration;

/** Fetches all items anew, from either gateway, until it succeeds or its connection has ended. */
final class Refetch {

    private static final Duration RETRY = Duration.ofMillis(500);

    private final Stage stage;
    private final Person user;
    private final String name;
    private final Fold fold;
    private long attempt;

    /** Of the latest demand; answers to earlier ones are late. */
    private long demand;

    private long atLeast;

    Refetch(Stage stage, Person user, String name, Fold fold) {
        this.stage = stage;
        this.user = user;
        this.name = name;
        this.fold = fold;
    }

    synchronized void begin(long revision) {
        atLeast = revision;
        fold.fetching();
        fetch(++demand);
    }

    synchronized void giveUp() {
        demand++;
        fold.giveUpFetching();
    }

    private synchronized void fetch(long wanted) {
        if (wanted != demand) {
            return;
        }
        Dice dice = stage.dice(name + " refetch", ++attempt);
        stage.journal().count("operation list");
        stage.api()
                .get(dice.below(Cluster.EACH), "/api/alarms-timers", user.token())
                .reply()
                .whenComplete((reply, error) -> {
                    if (reply != null && reply.status() == 200) {
                        fetched(wanted, reply);
                    } else {
                        stage.after(RETRY, () -> fetch(wanted));
                    }
                });
    }

    private synchronized void fetched(long wanted, Api.Reply reply) {
        if (wanted != demand) {
            return;
        }
        long revision = reply.body().path("revision").asLong(-1);
        if (revision < atLeast) {
            stage.journal()
                    .note(new Entry.Wrong(new Violation(
                            Kind.STALE, name + " was to fetch up to " + atLeast + " and got " + revision)));
        }
        fold.fetched(revision, reply.body().path("items"));
        stage.journal().count("refetches");
    }
}
