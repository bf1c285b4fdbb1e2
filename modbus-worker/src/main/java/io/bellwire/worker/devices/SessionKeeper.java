package io.bellwire.worker.devices;

import io.bellwire.worker.sessions.SessionSettings;
import io.bellwire.worker.sessions.WorkerDirectory;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/** Keeps the entries of this instance and of its sessions alive, and takes stock whenever Redis is back. */
@Component
class SessionKeeper implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SessionKeeper.class);
    private static final Duration WITHDRAWAL = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final DeviceHub hub;
    private final Ownership ownership;
    private final WorkerDirectory workers;
    private final DeviceRepository devices;
    private final Notices notices;
    private final Duration renewalInterval;
    private final Duration seenInterval;
    private volatile Disposable running = Disposables.disposed();

    SessionKeeper(
            DeviceHub hub,
            Ownership ownership,
            WorkerDirectory workers,
            DeviceRepository devices,
            Notices notices,
            SessionSettings sessions,
            DeviceSettings settings) {
        this.hub = hub;
        this.ownership = ownership;
        this.workers = workers;
        this.devices = devices;
        this.notices = notices;
        this.renewalInterval = sessions.renewalInterval();
        this.seenInterval = settings.seenInterval();
    }

    @Override
    public void start() {
        Sinks.Many<Long> redisIsBack = Sinks.many().multicast().directBestEffort();
        running = Disposables.composite(
                Flux.merge(Flux.interval(Duration.ZERO, renewalInterval), forgotten(), redisIsBack.asFlux())
                        .onBackpressureLatest()
                        .concatMap(time -> renewed(), 1)
                        .subscribe(),
                Flux.interval(seenInterval)
                        .onBackpressureDrop()
                        .concatMap(time -> seen(), 1)
                        .subscribe(),
                notices.listen(() -> redisIsBack.tryEmitNext(0L)));
    }

    /**
     * Whenever Redis answers and does not know this instance: someone flushed it, or it came back empty. Until everything is
     * entered again other instances take connected devices for gone.
     */
    private Flux<Long> forgotten() {
        return Flux.interval(LOOK)
                .onBackpressureDrop()
                .concatMap(
                        time -> workers.isAnnounced()
                                .onErrorComplete()
                                .filter(known -> !known)
                                .map(unknown -> time),
                        1);
    }

    /** Tries until it succeeds: the connection that says that Redis is back may be back before the one needed here. */
    private Mono<Void> renewed() {
        return Mono.defer(workers::announce)
                .then(Mono.defer(() -> ownership.confirm(hub.all())))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, RETRY).doBeforeRetry(retry -> {
                    if (retry.totalRetries() == 0) {
                        log.warn("Sessions are not renewed: {}", retry.failure().toString());
                    }
                }));
    }

    private Mono<Void> seen() {
        List<DeviceSession> connected = hub.all();
        return (connected.isEmpty()
                        ? Mono.<Void>empty()
                        : devices.seen(connected.stream()
                                .map(session -> session.entry().sessionId())
                                .toList()))
                .doOnError(error -> log.warn("Connected devices were not noted as seen: {}", error.toString()))
                .onErrorComplete();
    }

    @Override
    public void stop(Runnable callback) {
        running.dispose();
        workers.withdraw().timeout(WITHDRAWAL).onErrorComplete().subscribe(null, null, callback);
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return !running.isDisposed();
    }
}
