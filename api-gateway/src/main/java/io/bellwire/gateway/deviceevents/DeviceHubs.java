package io.bellwire.gateway.deviceevents;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.deviceapi.DeviceTopics;
import io.bellwire.common.token.UserId;
import java.time.Clock;
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

    private static final int POLLS_AT_ONCE = 4;

    private final DeviceSource source;
    private final JsonMapper json;
    private final Clock clock;
    private final Bus bus;
    private final DeviceEventsSettings settings;
    private final Map<Audience, Entry> hubs = new ConcurrentHashMap<>();
    private final Disposable.Swap polling = Disposables.swap();
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

    DeviceHubs(DeviceSource source, JsonMapper json, Clock clock, Bus bus, DeviceEventsSettings settings) {
        this.source = source;
        this.json = json;
        this.clock = clock;
        this.bus = bus;
        this.settings = settings;
    }

    /** Adds a subscriber to its hub, which the first one opens. */
    void join(EventsConnection connection) {
        hubs.compute(Audience.of(connection), (audience, entry) -> {
            DeviceHub hub = entry == null ? new DeviceHub(source, json, clock, settings) : entry.hub();
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

    @Override
    public void start() {
        running = true;
        polling.update(Flux.interval(settings.pollInterval())
                .onBackpressureDrop()
                .concatMap(n -> poll(), 1)
                .subscribe());
    }

    @Override
    public void stop() {
        running = false;
        polling.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
