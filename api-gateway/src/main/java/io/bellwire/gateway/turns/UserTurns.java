package io.bellwire.gateway.turns;

import io.bellwire.common.reactive.AfterStop;
import io.bellwire.common.reactive.Turns;
import io.bellwire.common.token.UserId;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * One user's calls wait for each other here, and not in PostgreSQL, where each would hold a connection that others need:
 * all writes of a user lock the same row. What waits for too long, and what is one too many, errs with
 * {@link java.util.concurrent.RejectedExecutionException}, a 503, and is not begun. All run to their end, whoever still
 * listens.
 */
@Component
public class UserTurns extends AfterStop {

    private static final int READS_AT_A_TIME = 4;
    private static final int LONG_READS_AT_A_TIME = 2;
    private static final int MOST_WAITING = 256;

    /** When this instance stops: before connections are taken from those who hold one, so that nobody gets in after them. */
    private static final Duration PATIENCE = Duration.ofMillis(3500);

    private final KeyedTurns<UserId> writes;
    private final KeyedTurns<UserId> reads;
    private final KeyedTurns<UserId> longReads;
    private final Turns longReadsOfAll;
    private final KeyedTurns<UserId> sessions;

    UserTurns(TurnSettings settings) {
        super(Schedulers.parallel(), PATIENCE);
        this.writes = new KeyedTurns<>(() -> new Turns(1, MOST_WAITING, settings.maxWait()));
        this.reads = new KeyedTurns<>(() -> new Turns(READS_AT_A_TIME, MOST_WAITING, settings.maxWait()));
        this.longReads = new KeyedTurns<>(() -> new Turns(1, MOST_WAITING, settings.maxWait()));
        this.longReadsOfAll = new Turns(LONG_READS_AT_A_TIME, MOST_WAITING, settings.maxWait());
        this.sessions = new KeyedTurns<>(() -> new Turns(1, MOST_WAITING, settings.maxWait()));
    }

    /** One at a time: what locks the user's counter. */
    public <T> Mono<T> write(UserId user, Mono<T> work) {
        return writes.take(user, work);
    }

    /** Four at a time: what reads the user's items for a call. */
    public <T> Mono<T> read(UserId user, Mono<T> work) {
        return reads.take(user, work);
    }

    /** One at a time, and two of all users': what takes a second of a processor, and tens of megabytes. */
    public <T> Mono<T> readMuch(UserId user, Mono<T> work) {
        return longReads.take(user, longReadsOfAll.take(work));
    }

    /** One at a time: what locks the user's account. */
    public <T> Mono<T> signIn(UserId user, Mono<T> work) {
        return sessions.take(user, work);
    }

    @Override
    protected void patienceEnded() {
        writes.refuseWaiting();
        reads.refuseWaiting();
        longReads.refuseWaiting();
        longReadsOfAll.refuseWaiting();
        sessions.refuseWaiting();
    }
}
