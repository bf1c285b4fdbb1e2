package io.bellwire.common.account;

import io.bellwire.common.reactive.ToTheEnd;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Lets so many pieces of work run at a time and so many wait; more err with {@link RejectedExecutionException}. */
final class Turns {

    private final int atATime;
    private final int mostWaiting;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final AtomicInteger drains = new AtomicInteger();
    private int running;

    Turns(int atATime, int mostWaiting) {
        this.atATime = atATime;
        this.mostWaiting = mostWaiting;
    }

    /** Runs {@code work} when its turn has come, to its end even if nobody listens any more. */
    <T> Mono<T> take(Mono<T> work) {
        Mono<T> inItsTurn = Mono.<Boolean>create(sink -> enqueue(() -> sink.success(true)))
                .flatMap(turn -> work.doFinally(end -> giveBack()));
        return ToTheEnd.of(inItsTurn);
    }

    private void enqueue(Runnable start) {
        synchronized (waiting) {
            if (waiting.size() == mostWaiting) {
                throw new RejectedExecutionException(mostWaiting + " wait already");
            }
            waiting.add(start);
        }
        drain();
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
                for (Runnable start = next(); start != null; start = next()) {
                    start.run();
                }
                seen = drains.addAndGet(-seen);
            } while (seen != 0);
        }
    }

    private @Nullable Runnable next() {
        synchronized (waiting) {
            Runnable start = running < atATime ? waiting.poll() : null;
            if (start != null) {
                running++;
            }
            return start;
        }
    }
}
