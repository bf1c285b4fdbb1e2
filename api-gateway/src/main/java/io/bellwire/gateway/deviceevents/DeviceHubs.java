package io.bellwire.gateway.deviceevents;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.deviceapi.DeviceTopics;
import io.bellwire.common.socket.CloseReason;
import io.bellwire.common.socket.SocketClosed;
import io.bellwire.common.token.UserId;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The hubs of the accounts that have subscribers here, and one for all operators. */
@Component
class DeviceHubs implements SmartLifecycle {

    private static final int MAX_PER_USER = 100;
    private static final int POLLS_AT_ONCE = 4;
    private static final int LOOKS_AT_ONCE = 16;

    /** How long after an entry has run out that is noticed at most. */
    private static final Duration TICK = Duration.ofMillis(250);

    private final DeviceSource source;
    private final DeviceEntries entries;
    private final JsonMapper json;
    private final Clock clock;
    private final Bus bus;
    private final DeviceEventsSettings settings;
    private final Map<Audience, Entry> hubs = new ConcurrentHashMap<>();
    private final Disposable.Swap watching = Disposables.swap();
    private volatile boolean running;

    /** Whose devices a hub is about; everyone's where no owner is named. */
    private record Audience(Optional<UserId> owner) {

        static Audience of(EventsConnection connection) {
            return new Audience(
                    connection.socket().caller().isOperator()
                            ? Optional.empty()
                            : Optional.of(connection.socket().userId()));
        }
    }

    private record Entry(DeviceHub hub, Disposable subscription) {}

    DeviceHubs(
            DeviceSource source,
            DeviceEntries entries,
            JsonMapper json,
            Clock clock,
            Bus bus,
            DeviceEventsSettings settings) {
        this.source = source;
        this.entries = entries;
        this.json = json;
        this.clock = clock;
        this.bus = bus;
        this.settings = settings;
    }

    /**
     * Adds a subscriber to its hub, which the first one opens.
     *
     * @throws SocketClosed where its user has {@value #MAX_PER_USER} here already
     */
    void join(EventsConnection connection) {
        hubs.compute(Audience.of(connection), (audience, entry) -> {
            if (entry != null && entry.hub().subscribersOf(connection.socket().userId()) >= MAX_PER_USER) {
                throw new SocketClosed(CloseReason.TOO_MANY_CONNECTIONS);
            }
            DeviceHub hub = entry == null ? new DeviceHub(source, entries, json, clock, settings) : entry.hub();
            hub.add(connection);
            return entry == null ? new Entry(hub, listen(audience, hub)) : entry;
        });
    }

    private Disposable listen(Audience audience, DeviceHub hub) {
        return audience.owner()
                .map(owner -> bus.subscribe(DeviceTopics.of(owner), hub))
                .orElseGet(() -> bus.subscribeAll(DeviceTopics.ALL, hub));
    }

    /** Removes a subscriber from its hub, which the last one closes. */
    void leave(EventsConnection connection) {
        hubs.computeIfPresent(Audience.of(connection), (audience, entry) -> {
            if (!entry.hub().remove(connection)) {
                return entry;
            }
            entry.subscription().dispose();
            entry.hub().dispose();
            return null;
        });
    }

    Mono<Void> poll() {
        return Flux.fromIterable(hubs.values())
                .flatMap(entry -> entry.hub().poll(), POLLS_AT_ONCE)
                .then();
    }

    private Mono<Void> look() {
        return Flux.fromIterable(hubs.values())
                .flatMap(entry -> entry.hub().look(), LOOKS_AT_ONCE)
                .then();
    }

    @Override
    public void start() {
        running = true;
        watching.update(Disposables.composite(
                Flux.interval(settings.pollInterval())
                        .onBackpressureDrop()
                        .concatMap(n -> poll(), 1)
                        .subscribe(),
                Flux.interval(TICK)
                        .onBackpressureDrop()
                        .concatMap(n -> look(), 1)
                        .subscribe()));
    }

    @Override
    public void stop() {
        running = false;
        watching.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
