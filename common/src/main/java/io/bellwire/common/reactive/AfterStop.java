package io.bellwire.common.reactive;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import reactor.core.scheduler.Scheduler;

/** Does something some time after this instance began to stop, while requests are still being answered. */
public abstract class AfterStop implements SmartLifecycle {

    private final Scheduler clock;
    private final Duration patience;
    private volatile boolean running;

    /** @param patience from when the instance begins to stop */
    protected AfterStop(Scheduler clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    protected abstract void patienceEnded();

    @Override
    public final void start() {
        running = true;
    }

    @Override
    public final void stop() {
        running = false;
        clock.schedule(this::patienceEnded, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public final boolean isRunning() {
        return running;
    }
}
