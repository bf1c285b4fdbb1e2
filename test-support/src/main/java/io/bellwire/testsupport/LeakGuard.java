package io.bellwire.testsupport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Network buffers that were garbage collected without having been released, as Netty's detector reports them. */
final class LeakGuard {

    private static final List<String> REPORTED = new CopyOnWriteArrayList<>();
    private static final List<String> RUNNER =
            List.of("java.base/", "org.junit.platform.", "org.junit.jupiter.", "org.apache.maven.surefire.");
    private static final Duration COLLECTED_WITHIN = Duration.ofSeconds(2);
    private static final Duration QUEUED_WITHIN = Duration.ofMillis(25);

    private LeakGuard() {}

    static void install() {
        ByteBufUtil.setLeakListener((resource, records) -> REPORTED.add(resource + shortened(records)));
    }

    private static String shortened(String records) {
        return records.lines()
                .filter(line -> RUNNER.stream().noneMatch(line.trim()::startsWith))
                .collect(Collectors.joining("\n"));
    }

    /** Collects the garbage, has the detector look at it and gives what was reported since the last call. */
    static List<String> takeReported() throws InterruptedException {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        WeakReference<Object> canary = new WeakReference<>(new Object(), collected);
        System.gc();
        collected.remove(COLLECTED_WITHIN.toMillis());
        // the leaked buffers' references went to the same thread as the canary's, which passes them on one by one
        LockSupport.parkNanos(QUEUED_WITHIN.toNanos());
        // the detector looks at its queue whenever a buffer is allocated
        ByteBufAllocator.DEFAULT.buffer(1).release();
        List<String> reported = List.copyOf(REPORTED);
        REPORTED.removeAll(reported);
        canary.clear();
        return reported;
    }
}
