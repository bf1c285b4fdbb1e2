package io.bellwire.simulator;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** One device that stays connected until it is refused, replaced or stopped. */
public final class SimulatedDevice {

    private static final Logger log = LoggerFactory.getLogger(SimulatedDevice.class);

    private final String sessionId;
    private final Link link;
    private final Mono<Cerbo> cerbo;
    private final Reconnection reconnection;
    private final Scheduler timer = Schedulers.parallel();
    private final Sinks.Empty<Void> stop = Sinks.empty();
    private final Sinks.Empty<Void> settled = Sinks.empty();
    private volatile boolean stopping;
    private volatile State state = State.CONNECTING;
    private volatile @Nullable String problem;
    private volatile @Nullable Long signedInAtNanos;

    /**
     * @param cerbo asked for at the first connection
     */
    SimulatedDevice(String sessionId, Link link, Mono<Cerbo> cerbo, Reconnection reconnection) {
        this.sessionId = sessionId;
        this.link = link;
        this.cerbo = cerbo.cache();
        this.reconnection = reconnection;
    }

    public enum State {
        CONNECTING,
        CONNECTED,
        /** Until the next attempt. */
        WAITING,
        /** For good. */
        STOPPED
    }

    public String sessionId() {
        return sessionId;
    }

    public State state() {
        return state;
    }

    /** Why it is not connected, a phrase for people; empty while it is, and where it was asked to stop. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Completes when the device is connected for the first time, or will never be. */
    Mono<Void> settled() {
        return settled.asMono();
    }

    void stop() {
        stopping = true;
        stop.tryEmitEmpty();
    }

    /** Lives, from some time on, until it is over for good; never fails. */
    Mono<Void> live(Duration startsIn) {
        return waitFor(startsIn)
                .then(Mono.defer(this::connectOnce)
                        .flatMap(this::waitOrEnd)
                        .repeat(() -> state != State.STOPPED)
                        .then());
    }

    private Mono<Ending> connectOnce() {
        if (stopping) {
            return Mono.just(new Ending.Stopped());
        }
        state = State.CONNECTING;
        signedInAtNanos = null;
        return cerbo.flatMap(device -> link.converse(device, this::signedIn, stop.asMono()));
    }

    private void signedIn() {
        signedInAtNanos = timer.now(TimeUnit.NANOSECONDS);
        problem = null;
        state = State.CONNECTED;
        settled.tryEmitEmpty();
        log.debug("{} is connected", sessionId);
    }

    private Mono<Void> waitOrEnd(Ending ending) {
        problem = problem(ending);
        Optional<Duration> wait = reconnection.after(ending, signedInFor());
        if (wait.isEmpty()) {
            state = State.STOPPED;
            settled.tryEmitEmpty();
            log.info("{} is over: {}", sessionId, problem().orElse("stopped"));
            return Mono.empty();
        }
        state = State.WAITING;
        log.debug("{} comes back in {}: {}", sessionId, wait.get(), problem);
        return waitFor(wait.get());
    }

    private Mono<Void> waitFor(Duration time) {
        return time.isZero()
                ? Mono.empty()
                : Mono.firstWithSignal(Mono.delay(time, timer).then(), stop.asMono());
    }

    private Duration signedInFor() {
        Long since = signedInAtNanos;
        return since == null ? Duration.ZERO : Duration.ofNanos(timer.now(TimeUnit.NANOSECONDS) - since);
    }

    private static @Nullable String problem(Ending ending) {
        if (ending instanceof Ending.Refused refused) {
            return "refused: " + refused.detail();
        } else if (ending instanceof Ending.Replaced) {
            return "replaced by another connection with the same session id";
        } else if (ending instanceof Ending.Restarting) {
            return "the worker restarts";
        } else if (ending instanceof Ending.Lost lost) {
            return lost.reason();
        } else {
            return null;
        }
    }
}
