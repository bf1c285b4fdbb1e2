package io.bellwire.checker.actors;

import io.bellwire.checker.cluster.Cluster;
import io.bellwire.checker.history.Dice;
import io.bellwire.checker.history.Journal;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What all actors share: where they act, what they write down in, who wakes them. */
public final class Stage implements AutoCloseable {

    static {
        // or the kernel would read for seconds on behalf of clients that do not
        System.setProperty("jdk.httpclient.receiveBufferSize", "16384");
    }

    private final Cluster cluster;
    private final Journal journal;
    private final long seed;
    private final Api api;
    private final HttpClient sockets =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "actors");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean over;

    public Stage(Cluster cluster, Journal journal, long seed) {
        this.cluster = cluster;
        this.journal = journal;
        this.seed = seed;
        this.api = new Api(cluster, journal);
    }

    Cluster cluster() {
        return cluster;
    }

    Journal journal() {
        return journal;
    }

    Api api() {
        return api;
    }

    HttpClient sockets() {
        return sockets;
    }

    Dice dice(String actor, long step) {
        return new Dice(seed, actor, step);
    }

    void after(Duration delay, Runnable action) {
        clock.schedule(() -> safely(action), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    void safely(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            journal.note(new Journal.Entry.Wrong(new IllegalStateException("an actor failed: " + e, e)));
        }
    }

    /** Nothing new is to be begun: who writes ends, who is connected stays. */
    public void lastCall() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    @Override
    public void close() {
        over = true;
        clock.shutdownNow();
    }
}
