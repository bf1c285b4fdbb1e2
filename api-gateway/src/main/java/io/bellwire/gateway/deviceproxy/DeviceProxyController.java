package io.bellwire.gateway.deviceproxy;

import io.bellwire.common.deviceapi.BroadcastComplete;
import io.bellwire.common.deviceapi.ConnectedDevices;
import io.bellwire.common.deviceapi.DeviceStatus;
import io.bellwire.common.deviceapi.MessageSent;
import io.bellwire.common.deviceapi.SendMessage;
import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.deviceapi.WorkerHealth;
import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.FieldError;
import io.bellwire.common.json.VerbatimJson;
import io.bellwire.common.net.ClientAddresses;
import io.bellwire.common.token.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/energetic_device_proxy")
class DeviceProxyController {

    private final WorkerClient worker;
    private final ClientAddresses addresses;

    DeviceProxyController(WorkerClient worker, ClientAddresses addresses) {
        this.worker = worker;
        this.addresses = addresses;
    }

    @PostMapping("/send_message")
    @Operation(
            summary = "Send a message to a device",
            description = "The body is the object that the device is sent. Answers once it is written to the device's"
                    + " socket, which is not \"received by the device\".")
    Mono<MessageSent> sendMessage(
            @RequestParam("session_token") String sessionToken,
            @RequestBody VerbatimJson data,
            @AuthenticationPrincipal Caller caller,
            ServerHttpRequest request) {
        SessionId device = sessionId("session_token", sessionToken);
        return worker.sendMessage(new SendMessage(device.value(), data), whom(caller, request));
    }

    @PostMapping("/broadcast_modbus_command")
    @Operation(
            summary = "Send a Modbus command to all devices, or to one",
            description = "To all for operators; with `session_id` to that device alone, which its owner may too.")
    @Parameter(name = "hex_data", in = ParameterIn.QUERY, description = "The RTU frame in hex; a CRC is appended.")
    @Parameter(name = "session_id", in = ParameterIn.QUERY, description = "The only device to send it to.")
    @Parameter(name = "strict", in = ParameterIn.QUERY, description = "true: a CRC that does not match is an error.")
    Mono<BroadcastComplete> broadcast(@AuthenticationPrincipal Caller caller, ServerHttpRequest request) {
        return worker.broadcast(request.getURI().getRawQuery(), whom(caller, request));
    }

    @GetMapping("/devices/connected")
    @Operation(summary = "The ids of the connected devices", description = "Over all workers, sorted.")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "How many at most; all by default.")
    @Parameter(name = "after", in = ParameterIn.QUERY, description = "The id before the first one.")
    Mono<ConnectedDevices> connected(@AuthenticationPrincipal Caller caller, ServerHttpRequest request) {
        return worker.connectedDevices(request.getURI().getRawQuery(), whom(caller, request));
    }

    @GetMapping("/devices/{session_id}/status")
    @Operation(summary = "A connected device", description = "404 where it is not connected anywhere.")
    Mono<DeviceStatus> status(
            @PathVariable("session_id") String sessionId,
            @AuthenticationPrincipal Caller caller,
            ServerHttpRequest request) {
        return worker.status(sessionId("session_id", sessionId), whom(caller, request));
    }

    @DeleteMapping("/devices/{session_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Disconnect a device and free its id")
    Mono<Void> delete(
            @PathVariable("session_id") String sessionId,
            @AuthenticationPrincipal Caller caller,
            ServerHttpRequest request) {
        return worker.delete(sessionId("session_id", sessionId), whom(caller, request));
    }

    @GetMapping("/health")
    @SecurityRequirements
    @Operation(summary = "Whether a worker serves")
    Mono<WorkerHealth> health(ServerHttpRequest request) {
        return worker.health(whom(null, request));
    }

    private OnBehalf whom(@Nullable Caller caller, ServerHttpRequest request) {
        return new OnBehalf(caller, addresses.of(request.getRemoteAddress(), request.getHeaders()));
    }

    private static SessionId sessionId(String field, String value) {
        return SessionId.parse(value)
                .orElseThrow(() -> ApiException.invalid(List.of(new FieldError(
                        field, "must be 1 to 128 letters, digits or ._:@- and begin with a letter or digit"))));
    }
}
