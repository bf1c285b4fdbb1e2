package io.bellwire.gateway.deviceevents;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.deviceapi.DeviceEvent;
import io.bellwire.common.deviceapi.DeviceState;
import io.bellwire.common.json.VerbatimJson;
import io.bellwire.common.socket.Frame;
import io.bellwire.common.token.Caller;
import io.bellwire.common.token.UserId;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * This instance's subscribers to the devices of one account, or of all, and the state of those devices. The state is
 * read whenever events may have been missed; what happens meanwhile is in it, or follows it.
 */
final class DeviceHub implements Bus.Listener, Disposable {

    private static final Logger log = LoggerFactory.getLogger(DeviceHub.class);

    private final DeviceSource source;
    private final JsonMapper json;
    private final ObjectReader events;
    private final Clock clock;
    private final Duration retryInterval;
    private final DeviceEntries entries;
    private final DeviceBook book;
    private final EntryWatch watch = new EntryWatch(System.nanoTime());
    private final EarlyEvents early;
    private final Set<EventsConnection> connections = new LinkedHashSet<>();
    private boolean ready;
    private boolean isReading;
    private boolean readAgain;
    private volatile boolean closed;

    DeviceHub(DeviceSource source, DeviceEntries entries, JsonMapper json, Clock clock, DeviceEventsSettings settings) {
        this.source = source;
        this.entries = entries;
        this.json = json;
        this.events = json.readerFor(DeviceEvent.class);
        this.early = new EarlyEvents(events);
        this.clock = clock;
        this.retryInterval = settings.retryInterval();
        this.book = new DeviceBook(json, settings.maxLastData().toBytes());
    }

    synchronized void add(EventsConnection connection) {
        connections.add(connection);
        connection.follow(() -> pieces(connection.onlyDevice()));
        if (ready) {
            connection.sendAllDevices();
        }
    }

    /** How many subscribers are this user's. */
    synchronized long subscribersOf(UserId user) {
        return connections.stream()
                .filter(connection -> connection.socket().userId().equals(user))
                .count();
    }

    /** True where it was the last one. */
    synchronized boolean remove(EventsConnection connection) {
        connections.remove(connection);
        return connections.isEmpty();
    }

    /** What was published before may have been missed. */
    @Override
    public void joined() {
        read();
    }

    @Override
    public void received(String topic, byte[] payload) {
        accept(event(payload), payload);
    }

    private DeviceEvent event(byte[] payload) {
        return VerbatimJson.read(events, payload);
    }

    private synchronized void accept(DeviceEvent event, byte[] payload) {
        if (!ready) {
            early.add(payload);
            if (early.areTooMany()) {
                early.drain().forEach(kept -> book.apply(event(kept)));
            }
            return;
        }
        if (event instanceof DeviceEvent.Connected) {
            watch.renewed(event.deviceId(), System.nanoTime());
        }
        if (book.apply(event)) {
            send(event.deviceId(), Frame.event(payload));
        }
    }

    private void send(String deviceId, Frame frame) {
        connections.forEach(connection -> connection.sendEvent(deviceId, frame));
    }

    /** Any subscriber: they may all see the same. */
    private synchronized Optional<Caller> anyone() {
        return connections.stream()
                .findAny()
                .map(connection -> connection.socket().caller());
    }

    /** Goes on until there is a list that can be made use of. */
    private void read() {
        synchronized (this) {
            if (isReading) {
                readAgain = true;
                return;
            }
            isReading = true;
        }
        Mono.defer(this::readOnce)
                .doOnError(this::notAnswered)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, retryInterval).filter(error -> !closed))
                .subscribe(null, error -> log.debug("Nobody wants to know any more"));
    }

    private Mono<List<DeviceState>> readOnce() {
        long start;
        synchronized (this) {
            start = book.now();
        }
        return Mono.justOrEmpty(anyone()).flatMap(source::devices).doOnNext(devices -> take(devices, start));
    }

    private void take(List<DeviceState> devices, long start) {
        boolean again;
        synchronized (this) {
            book.replace(devices, start);
            watch.changed(System.nanoTime());
            if (ready) {
                connections.forEach(EventsConnection::sendAllDevices);
            } else {
                ready = true;
                connections.forEach(this::sendFirstList);
                acceptEarly();
            }
            isReading = false;
            again = readAgain;
            readAgain = false;
        }
        if (again) {
            read();
        }
    }

    /** As of now where it may wait as a whole, since what happened later is sent as events. */
    private void sendFirstList(EventsConnection connection) {
        String onlyDevice = connection.onlyDevice();
        if (onlyDevice != null || book.isSmall()) {
            connection.sendAllDevices(book.encode(onlyDevice, clock.instant()));
        } else {
            connection.sendAllDevices();
        }
    }

    private void acceptEarly() {
        early.drainNewsFor(book).forEach(payload -> accept(event(payload), payload));
    }

    /** Asks which devices are connected, for those of which events failed to tell. */
    Mono<Void> poll() {
        long start;
        synchronized (this) {
            if (!ready || isReading) {
                return Mono.empty();
            }
            start = book.now();
        }
        return Mono.justOrEmpty(anyone())
                .flatMap(source::connected)
                .doOnNext(connected -> compare(connected, start))
                .then()
                .onErrorResume(error -> Mono.fromRunnable(() -> notAnswered(error)));
    }

    private void compare(Collection<String> connected, long start) {
        DeviceBook.Findings findings;
        synchronized (this) {
            findings = book.compare(connected, start);
            findings.vanished().forEach(this::sendDisconnected);
        }
        if (findings.readAnew()) {
            read();
        }
    }

    /** Where no worker says that the devices are still being entered again, their entries in Redis are the truth. */
    private synchronized void notAnswered(Throwable error) {
        log.debug("No worker says what devices there are: {}", error.toString());
        if (!DeviceSource.isRefusal(error)) {
            end(watch.missing(System.nanoTime()), book.now());
        }
    }

    /** Looks for the entries of connected devices in Redis, for those of a worker that died without a word. */
    Mono<Void> look() {
        long start;
        long asked = System.nanoTime();
        List<String> due;
        synchronized (this) {
            if (!ready || !watch.isDue(asked)) {
                return Mono.empty();
            }
            start = book.now();
            due = watch.due(book.connected(), asked);
        }
        if (due.isEmpty()) {
            return Mono.empty();
        }
        return entries.find(due)
                .doOnNext(found -> found(due, found, asked, start))
                .then()
                .onErrorResume(away -> Mono.fromRunnable(this::notFound));
    }

    private synchronized void found(List<String> due, Map<String, DeviceEntries.Entry> found, long asked, long start) {
        found.forEach(book::learn);
        end(watch.found(due, found, asked, System.nanoTime()), start);
    }

    private synchronized void notFound() {
        watch.notAnswered(System.nanoTime());
    }

    private void end(Collection<String> deviceIds, long start) {
        List<KnownDevice> ended = book.end(deviceIds, start);
        ended.forEach(this::sendDisconnected);
        if (ended.stream().anyMatch(device -> device.connectionId() == null)) {
            connections.forEach(EventsConnection::sendAllDevices);
        }
    }

    /** Without a connection id there is nothing to name; the state that follows says that it is gone. */
    private void sendDisconnected(KnownDevice device) {
        if (device.connectionId() != null) {
            DeviceEvent event = new DeviceEvent.Disconnected(device.deviceId(), device.connectionId(), clock.instant());
            send(device.deviceId(), Frame.event(json.writeValueAsBytes(event)));
        }
    }

    private Iterator<byte[]> pieces(@Nullable String onlyDevice) {
        return new ListInPieces(json, clock.instant(), after -> part(onlyDevice, after));
    }

    private synchronized ListInPieces.Part part(@Nullable String onlyDevice, String after) {
        return book.part(onlyDevice, after);
    }

    /** A worker that is just being asked may answer; nobody listens. */
    @Override
    public void dispose() {
        closed = true;
    }
}
