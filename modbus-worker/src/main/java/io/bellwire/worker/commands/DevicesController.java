package io.bellwire.worker.commands;

import io.bellwire.common.deviceapi.ConnectedDevices;
import io.bellwire.common.deviceapi.DeviceStatus;
import io.bellwire.common.deviceapi.Devices;
import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.error.ApiException;
import io.bellwire.common.token.Caller;
import io.bellwire.worker.devices.DeviceRemoval;
import io.bellwire.worker.devices.DeviceSession;
import io.bellwire.worker.sessions.OwnerForwarding;
import io.bellwire.worker.sessions.OwnerForwarding.Call;
import io.bellwire.worker.sessions.SessionEntry;
import io.bellwire.worker.sessions.ThisWorker;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/devices")
class DevicesController {

    private static final int MAX_LIMIT = 10_000;
    private static final String LIMIT = "must be 1 to 10000";

    private final DeviceLists lists;
    private final DeviceRemoval removal;
    private final CommandRouting routing;
    private final ThisWorker thisWorker;

    DevicesController(DeviceLists lists, DeviceRemoval removal, CommandRouting routing, ThisWorker thisWorker) {
        this.lists = lists;
        this.removal = removal;
        this.routing = routing;
        this.thisWorker = thisWorker;
    }

    @GetMapping
    @Operation(
            summary = "All devices, connected or not",
            description = "Your own, for an operator everyone's, sorted by id, each with what it last reported.")
    Mono<Devices> all(
            @Parameter(description = "How many at most; all by default.")
                    @RequestParam(required = false)
                    @Min(value = 1, message = LIMIT)
                    @Max(value = MAX_LIMIT, message = LIMIT)
                    @Nullable
                    Integer limit,
            @Parameter(description = "The id before the first one.") @RequestParam(required = false) @Nullable
                    String after,
            @AuthenticationPrincipal Caller caller) {
        return limited(lists.states(caller, startingPoint(after)), limit)
                .collectList()
                .map(Devices::new);
    }

    @GetMapping("/connected")
    @Operation(
            summary = "The ids of the connected devices",
            description = "Over all instances, sorted: your own, for an operator everyone's.")
    Mono<ConnectedDevices> connected(
            @Parameter(description = "How many at most; all by default.")
                    @RequestParam(required = false)
                    @Min(value = 1, message = LIMIT)
                    @Max(value = MAX_LIMIT, message = LIMIT)
                    @Nullable
                    Integer limit,
            @Parameter(description = "The id before the first one.") @RequestParam(required = false) @Nullable
                    String after,
            @AuthenticationPrincipal Caller caller) {
        return limited(lists.connected(caller, startingPoint(after)), limit)
                .map(SessionId::value)
                .collectList()
                .map(ids -> new ConnectedDevices(ids, ids.size()));
    }

    private static <T> Flux<T> limited(Flux<T> all, @Nullable Integer limit) {
        return limit == null ? all : all.take(limit);
    }

    private static @Nullable SessionId startingPoint(@Nullable String after) {
        return Optional.ofNullable(after)
                .filter(id -> !id.isEmpty())
                .map(id -> Parameters.sessionId("after", id))
                .orElse(null);
    }

    @GetMapping("/{session_id}/status")
    @Operation(summary = "A connected device", description = "404 where it is not connected anywhere.")
    Mono<DeviceStatus> status(
            @PathVariable("session_id") String sessionId,
            @Parameter(hidden = true) @RequestHeader(name = OwnerForwarding.HOP, required = false) @Nullable
                    String expected,
            @AuthenticationPrincipal Caller caller,
            @Parameter(hidden = true) ServerHttpRequest request) {
        SessionId device = Parameters.sessionId("session_id", sessionId);
        Call call = new Call(HttpMethod.GET, "/devices/" + device + "/status", Map.of(), null);
        return routing.route(new DeviceCommand<>(
                device,
                caller,
                Awaited.by(request),
                expected,
                call,
                DeviceStatus.class,
                session -> Mono.just(status(session))));
    }

    private DeviceStatus status(DeviceSession session) {
        SessionEntry entry = session.entry();
        return new DeviceStatus(
                entry.connectionId(),
                entry.sessionId().value(),
                true,
                entry.connectedAt(),
                session.lastSeen(),
                thisWorker.id());
    }

    @DeleteMapping("/{session_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Disconnect a device and free its id",
            description = "Whoever connects with the id next owns it. 404 where there is no such device.")
    Mono<Void> delete(@PathVariable("session_id") String sessionId, @AuthenticationPrincipal Caller caller) {
        SessionId device = Parameters.sessionId("session_id", sessionId);
        return removal.remove(device, caller.isOperator() ? null : caller.userId())
                .filter(removed -> removed)
                .switchIfEmpty(Mono.error(
                        () -> ApiException.notFound("Energetic device with session_id " + device + " does not exist")))
                .then();
    }
}
