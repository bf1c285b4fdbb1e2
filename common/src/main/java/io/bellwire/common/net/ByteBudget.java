package io.bellwire.common.net;

import io.bellwire.common.error.Unavailable;
import java.util.concurrent.atomic.AtomicLong;

/** So many bytes may be held for callers at a time. */
final class ByteBudget {

    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    /** @param limit bytes; the only one to hold any may have more */
    ByteBudget(long limit) {
        this.limit = limit;
    }

    boolean tryTake(long bytes) {
        long before = taken.getAndAdd(bytes);
        if (before > 0 && before + bytes > limit) {
            giveBack(bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    static Unavailable exhausted() {
        return Unavailable.because("Too much to do at once; try again shortly");
    }
}
