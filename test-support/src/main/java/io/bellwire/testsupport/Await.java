package io.bellwire.testsupport;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/**
 * Waiting for a condition, 20 s at most, looking every 10 ms. What is waited for comes within 10 s wherever the contract has
 * a figure; the rest is for a machine that stands still for a while.
 */
public final class Await {

    /**
     * For everything that a test waits for on its own thread, as in {@code block(LIMIT)} of what a bean answers: event loops
     * and whoever must not wait are BlockHound's to guard.
     */
    public static final Duration LIMIT = Duration.ofSeconds(20);

    private Await() {}

    /** Waits until a condition holds. */
    public static void until(String what, Callable<Boolean> condition) {
        await().alias(what).until(condition);
    }

    /** Waits until an assertion passes, and fails with its own message when it never does. */
    public static void that(ThrowingRunnable assertion) {
        await().untilAsserted(assertion);
    }

    /** Waits until an assertion has passed at every look for a second. */
    public static void forASecond(ThrowingRunnable assertion) {
        during(Duration.ofSeconds(1), assertion);
    }

    /** Waits until an assertion has passed at every look for as long as that, which is less than 20 s. */
    public static void during(Duration time, ThrowingRunnable assertion) {
        await().during(time).untilAsserted(assertion);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }
}
