package io.bellwire.worker.commands;

import io.bellwire.common.deviceapi.DeviceEvent;
import io.bellwire.common.deviceapi.DeviceState;
import io.bellwire.common.deviceapi.LastDataBudget;
import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.token.Caller;
import io.bellwire.worker.devices.RegisteredDevice;
import io.bellwire.worker.devices.RegisteredDevices;
import io.bellwire.worker.sessions.SessionDirectory;
import io.bellwire.worker.sessions.WorkerDirectory;
import io.bellwire.worker.telemetry.LastData;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What devices there are: PostgreSQL knows whose they are, the directory which of them are connected, to whichever
 * instance. Read page by page. Errs while either is away, since an outage is no empty list.
 */
@Component
class DeviceLists {

    private static final int PAGE = 500;

    /** Each may have reported some 200 KB. */
    private static final int PAGE_OF_REPORTS = 100;

    /** Of one answer: what 200 devices may report in text, and less than a gateway takes. */
    private static final long MAX_LAST_DATA = 13 * 1024 * 1024;

    private final RegisteredDevices devices;
    private final SessionDirectory directory;
    private final WorkerDirectory workers;
    private final LastData lastData;

    DeviceLists(RegisteredDevices devices, SessionDirectory directory, WorkerDirectory workers, LastData lastData) {
        this.devices = devices;
        this.directory = directory;
        this.workers = workers;
        this.lastData = lastData;
    }

    /** The connected ones that the caller may see, by id. */
    Flux<SessionId> connected(Caller caller, @Nullable SessionId after) {
        return pages(caller, after, PAGE)
                .concatMap(page -> directory.connectedSince(ids(page)), 1)
                .concatMapIterable(Map::keySet);
    }

    /**
     * All that the caller may see, by id. Reports that would bring those before them to more than {@value #MAX_LAST_DATA}
     * bytes are left out; when they came is not.
     */
    Flux<DeviceState> states(Caller caller, @Nullable SessionId after) {
        return Flux.defer(() -> {
            LastDataBudget budget = new LastDataBudget(MAX_LAST_DATA);
            return pages(caller, after, PAGE_OF_REPORTS)
                    .concatMap(this::states, 1)
                    .map(budget::fit);
        });
    }

    private Flux<DeviceState> states(List<RegisteredDevice> page) {
        return Mono.zip(directory.connectedSince(ids(page)), lastData.find(keys(page)))
                .flatMapIterable(found -> page.stream()
                        .map(device -> state(device, found.getT1(), found.getT2()))
                        .toList());
    }

    private static DeviceState state(
            RegisteredDevice device,
            Map<SessionId, Instant> connectedSince,
            Map<SessionId, DeviceEvent.Data> lastData) {
        Instant since = connectedSince.get(device.id());
        DeviceEvent.Data last = lastData.get(device.id());
        return new DeviceState(
                device.id().value(),
                since != null,
                since,
                last == null ? null : last.data(),
                last == null ? null : last.timestamp());
    }

    private Flux<List<RegisteredDevice>> pages(Caller caller, @Nullable SessionId after, int size) {
        return workers.requireWhole()
                .then(page(caller, after, size))
                .expand(page -> page.size() < size
                        ? Mono.empty()
                        : page(caller, page.get(page.size() - 1).id(), size))
                .filter(page -> !page.isEmpty());
    }

    private Mono<List<RegisteredDevice>> page(Caller caller, @Nullable SessionId after, int size) {
        return devices.list(caller.isOperator() ? null : caller.userId(), after, size)
                .collectList();
    }

    private static List<SessionId> ids(List<RegisteredDevice> page) {
        return page.stream().map(RegisteredDevice::id).toList();
    }

    private static List<LastData.Of> keys(List<RegisteredDevice> page) {
        return page.stream()
                .map(device -> new LastData.Of(device.owner(), device.id()))
                .toList();
    }
}
