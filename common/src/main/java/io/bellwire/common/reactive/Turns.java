package io.bellwire.common.reactive;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * Lets so many pieces of work run at a time and so many wait, in the order in which they came. More, and what waited for
 * too long, err with {@link RejectedExecutionException} and are not begun.
 */
public final class Turns {

    private final int atATime;
    private final int mostWaiting;
    private final @Nullable Duration maxWait;
    private final Queue<MonoSink<Boolean>> waiting = new ArrayDeque<>();
    private final AtomicInteger drains = new AtomicInteger();
    private int running;

    /** What waits does so for as long as it takes. */
    public Turns(int atATime, int mostWaiting) {
        this(atATime, mostWaiting, null);
    }

    /** @param maxWait from which on what waits errs; null for as long as it takes */
    public Turns(int atATime, int mostWaiting, @Nullable Duration maxWait) {
        this.atATime = atATime;
        this.mostWaiting = mostWaiting;
        this.maxWait = maxWait;
    }

    /** Runs {@code work} when its turn has come, to its end even if nobody listens any more. */
    public <T> Mono<T> take(Mono<T> work) {
        Mono<T> inItsTurn = Mono.<Boolean>create(this::enqueue).flatMap(turn -> work.doFinally(end -> giveBack()));
        return ToTheEnd.of(inItsTurn);
    }

    /** What waits now errs at once. */
    public void refuseWaiting() {
        List<MonoSink<Boolean>> refused;
        synchronized (waiting) {
            refused = new ArrayList<>(waiting);
            waiting.clear();
        }
        refused.forEach(one -> one.error(new RejectedExecutionException("its turn will not come")));
    }

    private void enqueue(MonoSink<Boolean> one) {
        synchronized (waiting) {
            if (waiting.size() == mostWaiting) {
                throw new RejectedExecutionException(mostWaiting + " wait already");
            }
            waiting.add(one);
        }
        drain();
        if (maxWait != null && isWaiting(one)) {
            one.onDispose(Schedulers.parallel().schedule(() -> giveUp(one), maxWait.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private boolean isWaiting(MonoSink<Boolean> one) {
        synchronized (waiting) {
            return waiting.contains(one);
        }
    }

    private void giveUp(MonoSink<Boolean> one) {
        boolean waited;
        synchronized (waiting) {
            waited = waiting.remove(one);
        }
        if (waited) {
            one.error(new RejectedExecutionException("its turn did not come within " + maxWait));
        }
    }

    private void giveBack() {
        synchronized (waiting) {
            running--;
        }
        drain();
    }

    /** Not from within itself: work that ends at once would start the next one on top of its own stack. */
    private void drain() {
        if (drains.getAndIncrement() == 0) {
            int seen = 1;
            do {
                for (MonoSink<Boolean> one = next(); one != null; one = next()) {
                    one.success(true);
                }
                seen = drains.addAndGet(-seen);
            } while (seen != 0);
        }
    }

    private @Nullable MonoSink<Boolean> next() {
        synchronized (waiting) {
            MonoSink<Boolean> one = running < atATime ? waiting.poll() : null;
            if (one != null) {
                running++;
            }
            return one;
        }
    }
}
