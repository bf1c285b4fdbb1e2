package io.bellwire.gateway.deviceevents;

import io.bellwire.common.deviceapi.DeviceEvent;
import io.bellwire.common.deviceapi.DeviceState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every device of an account as it is now: what a worker read out of the databases, and what events changed since.
 * While it reads, events go on; for the devices they are about, they know better. Guarded by its hub.
 */
final class DeviceBook {

    private static final int PART = 32 * 1024;
    private static final int SMALL = 512 * 1024;

    /** Characters of a device beside its last data, about. */
    private static final int DEVICE = 200;

    private final JsonMapper json;
    private final long maxLastData;
    private final NavigableMap<String, KnownDevice> devices = new TreeMap<>();
    private final Map<String, Long> connectionChanges = new HashMap<>();
    private Set<String> unexplained = Set.of();
    private long lastDataSize;
    private long changes;
    private byte @Nullable [] encoded;

    /** What a look at the connected devices brought to light: those that vanished, and whether to read it all anew. */
    record Findings(List<KnownDevice> vanished, boolean readAnew) {}

    /** @param maxLastData characters of {@code last_data} that are kept in all */
    DeviceBook(JsonMapper json, long maxLastData) {
        this.json = json;
        this.maxLastData = maxLastData;
    }

    /** Whether it goes into one message that may wait for its subscriber. */
    boolean isSmall() {
        return lastDataSize + (long) devices.size() * DEVICE <= SMALL;
    }

    /** As a message to subscribers, made once for all that see every device. */
    byte[] encode(@Nullable String onlyDevice, Instant now) {
        if (onlyDevice != null) {
            return encode(part(onlyDevice, "").devices(), now);
        }
        if (encoded == null) {
            encoded = encode(devices.values(), now);
        }
        return encoded;
    }

    private byte[] encode(Collection<KnownDevice> devices, Instant now) {
        return json.writeValueAsBytes(new EventsMessage.AllDevices(now, devices));
    }

    /** What follows the device of that id, some {@value #PART} characters or one device. */
    ListInPieces.Part part(@Nullable String onlyDevice, String after) {
        if (onlyDevice != null) {
            KnownDevice device = devices.get(onlyDevice);
            return new ListInPieces.Part(device == null || !after.isEmpty() ? List.of() : List.of(device), true);
        }
        List<KnownDevice> some = new ArrayList<>();
        int size = 0;
        for (KnownDevice device : devices.tailMap(after, false).values()) {
            if (size >= PART) {
                return new ListInPieces.Part(some, false);
            }
            some.add(device);
            size += DEVICE + size(device);
        }
        return new ListInPieces.Part(some, true);
    }

    Set<String> connected() {
        return devices.values().stream()
                .filter(KnownDevice::connected)
                .map(KnownDevice::deviceId)
                .collect(Collectors.toSet());
    }

    /** False where the event tells of a connection that is over already, or known. */
    boolean apply(DeviceEvent event) {
        KnownDevice known = devices.get(event.deviceId());
        KnownDevice before = known == null ? KnownDevice.unheardOf(event.deviceId()) : known;
        if (event instanceof DeviceEvent.Connected connected) {
            connectionChanged(before.connected(connected));
            return !before.isConnectedBy(connected);
        }
        if (event instanceof DeviceEvent.Disconnected disconnected) {
            if (known != null && !before.isEndedBy(disconnected)) {
                return false;
            }
            connectionChanged(before.disconnected());
        } else if (event instanceof DeviceEvent.Data data) {
            put(before.reported(data));
        }
        return true;
    }

    /** Whether this is the latest report of its device. */
    boolean hasAsLatest(DeviceEvent.Data report) {
        KnownDevice known = devices.get(report.deviceId());
        return known != null
                && report.timestamp().equals(known.lastDataAt())
                && report.data().equals(known.lastData());
    }

    boolean hasLaterThan(DeviceEvent.Data report) {
        KnownDevice known = devices.get(report.deviceId());
        return known != null && known.lastDataAt() != null && known.lastDataAt().isAfter(report.timestamp());
    }

    private void connectionChanged(KnownDevice device) {
        connectionChanges.put(device.deviceId(), ++changes);
        put(device);
    }

    /** Where in time the book is: to be noted before the databases are read. */
    long now() {
        return changes;
    }

    private boolean changedAfter(long start, String deviceId) {
        return connectionChanges.getOrDefault(deviceId, 0L) > start;
    }

    /** Takes over what was read, but for what events changed after {@code start}. */
    void replace(List<DeviceState> read, long start) {
        Map<String, KnownDevice> before = new HashMap<>(devices);
        devices.clear();
        encoded = null;
        lastDataSize = 0;
        read.forEach(state -> put(merged(KnownDevice.of(state), before.remove(state.deviceId()), start)));
        before.values().stream()
                .filter(device -> changedAfter(start, device.deviceId()))
                .forEach(this::put);
        connectionChanges.keySet().retainAll(devices.keySet());
        unexplained = Set.of();
    }

    private KnownDevice merged(KnownDevice read, @Nullable KnownDevice known, long start) {
        if (known == null) {
            return read;
        }
        boolean sameConnection = known.connected()
                && read.connected()
                && read.connectedAt() != null
                && read.connectedAt().equals(known.connectedAt());
        KnownDevice device = sameConnection || changedAfter(start, read.deviceId()) ? read.connectedAs(known) : read;
        return known.hasReportedAfter(read) ? device.reportedAs(known) : device;
    }

    /** Compares with the devices that are connected, asked for at {@code start}; the vanished ones are disconnected. */
    Findings compare(Collection<String> connected, long start) {
        Set<String> missing = new HashSet<>(connected);
        List<KnownDevice> vanished = new ArrayList<>();
        for (KnownDevice device : devices.values()) {
            boolean isListed = missing.remove(device.deviceId());
            if (device.connected() && !isListed && !changedAfter(start, device.deviceId())) {
                vanished.add(device);
            } else if (!device.connected() && isListed && !changedAfter(start, device.deviceId())) {
                missing.add(device.deviceId());
            }
        }
        boolean readAnew = !Collections.disjoint(unexplained, missing)
                || vanished.stream().anyMatch(device -> device.connectionId() == null);
        unexplained = missing;
        encoded = null;
        vanished.forEach(device -> connectionChanged(device.disconnected()));
        return new Findings(vanished, readAnew);
    }

    /** Ends the connections of these devices, but for those that events changed after {@code start}. */
    List<KnownDevice> end(Collection<String> deviceIds, long start) {
        List<KnownDevice> ended = devices.values().stream()
                .filter(device -> device.connected()
                        && deviceIds.contains(device.deviceId())
                        && !changedAfter(start, device.deviceId()))
                .toList();
        ended.forEach(device -> connectionChanged(device.disconnected()));
        return ended;
    }

    /** Takes over the id of a device's connection where the book knows only since when there is one. */
    void learn(String deviceId, DeviceEntries.Entry entry) {
        KnownDevice device = devices.get(deviceId);
        if (device != null && device.isOfUnknownConnection(entry.connectedAt())) {
            put(device.connectedBy(entry.connectionId()));
        }
    }

    private void put(KnownDevice device) {
        encoded = null;
        KnownDevice before = devices.remove(device.deviceId());
        lastDataSize -= before == null ? 0 : size(before);
        KnownDevice kept = lastDataSize + size(device) > maxLastData ? device.withoutLastData() : device;
        lastDataSize += size(kept);
        devices.put(kept.deviceId(), kept);
    }

    private static int size(KnownDevice device) {
        return device.lastData() == null ? 0 : device.lastData().text().length();
    }
}
