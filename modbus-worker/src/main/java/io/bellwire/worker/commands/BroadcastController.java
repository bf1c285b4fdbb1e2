package io.bellwire.worker.commands;

import io.bellwire.common.deviceapi.BroadcastComplete;
import io.bellwire.common.error.ApiException;
import io.bellwire.common.token.Caller;
import io.bellwire.worker.modbus.MalformedHex;
import io.bellwire.worker.modbus.RtuCommand;
import io.bellwire.worker.sessions.OwnerForwarding;
import io.bellwire.worker.sessions.OwnerForwarding.Call;
import io.bellwire.worker.sessions.SessionDirectory;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
class BroadcastController {

    private static final String PATH = "/broadcast_modbus_command";
    private static final String HEX_DATA = "hex_data";
    private static final String SESSION_ID = "session_id";
    private static final String STRICT = "strict";

    private final Broadcast broadcast;
    private final CommandRouting routing;
    private final BroadcastSettings settings;

    BroadcastController(Broadcast broadcast, CommandRouting routing, BroadcastSettings settings) {
        this.broadcast = broadcast;
        this.routing = routing;
        this.settings = settings;
    }

    @PostMapping(PATH)
    @Operation(
            summary = "Send a Modbus command to all devices, or to one",
            description = "To all devices of all instances, for operators; with `session_id` to that device alone,"
                    + " which its owner may too. Functions that write are refused unless configuration allows them.")
    @Parameter(
            name = HEX_DATA,
            in = ParameterIn.QUERY,
            example = RtuCommand.DEFAULT_HEX,
            description = "The RTU frame in hex, with or without spaces, commas, colons or 0x; a missing CRC is"
                    + " appended. By default `" + RtuCommand.DEFAULT_HEX + "`.")
    @Parameter(name = SESSION_ID, in = ParameterIn.QUERY, description = "The only device to send it to.")
    @Parameter(
            name = STRICT,
            in = ParameterIn.QUERY,
            description = "true: a CRC that does not match is an error, in place of being sent as given.")
    Mono<BroadcastComplete> broadcast(
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
            @Parameter(hidden = true) @RequestHeader(name = OwnerForwarding.HOP, required = false) @Nullable String hop,
            @Parameter(hidden = true) @RequestHeader(name = OwnerForwarding.LAST_CLAIM, required = false) @Nullable
                    Long lastClaim,
            @AuthenticationPrincipal Caller caller,
            @Parameter(hidden = true) ServerHttpRequest request) {
        RtuCommand command = command(Parameters.only(query, HEX_DATA), isStrict(query));
        String device = Parameters.only(query, SESSION_ID);
        Mono<Tally> sent = device != null
                ? toOne(command, device, hop, caller, Awaited.by(request))
                : toAll(command, hop, lastClaim, caller, Awaited.by(request));
        return sent.map(tally -> tally.answer(command));
    }

    private static boolean isStrict(MultiValueMap<String, String> query) {
        String strict = Parameters.only(query, STRICT);
        if (strict == null || strict.equals("false")) {
            return false;
        }
        if (strict.equals("true")) {
            return true;
        }
        throw Parameters.invalid(STRICT, "must be true or false");
    }

    private RtuCommand command(@Nullable String hex, boolean strict) {
        RtuCommand command;
        try {
            command = RtuCommand.parse(hex);
        } catch (MalformedHex malformed) {
            throw ApiException.badRequest(String.valueOf(malformed.getMessage()));
        }
        if (strict && !command.crcValid()) {
            throw ApiException.badRequest("The CRC does not match; it should be " + command.expectedCrc());
        }
        if (!command.readOnly() && !settings.allows(command.functionCode())) {
            throw ApiException.forbidden(
                    "Modbus function %02x is not among those that may be broadcast".formatted(command.functionCode()));
        }
        return command;
    }

    private Mono<Tally> toOne(RtuCommand command, String device, @Nullable String hop, Caller caller, Awaited awaited) {
        return routing.route(new DeviceCommand<>(
                        Parameters.sessionId(SESSION_ID, device),
                        caller,
                        awaited,
                        hop,
                        call(command, device),
                        BroadcastComplete.class,
                        session -> broadcast.to(session, command).map(tally -> tally.answer(command))))
                .map(Tally::of);
    }

    private Mono<Tally> toAll(
            RtuCommand command, @Nullable String hop, @Nullable Long lastClaim, Caller caller, Awaited awaited) {
        if (!caller.isOperator()) {
            throw ApiException.forbidden("Broadcasting to all devices is for operators; name one with session_id");
        }
        return OwnerForwarding.ALL_DEVICES.equals(hop)
                ? broadcast.here(command, lastClaim == null ? SessionDirectory.ANY_CLAIM : lastClaim, awaited)
                : broadcast.everywhere(command, call(command, null), caller, awaited);
    }

    private static Call call(RtuCommand command, @Nullable String device) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put(HEX_DATA, command.hexCommand());
        if (device != null) {
            query.put(SESSION_ID, device);
        }
        return new Call(HttpMethod.POST, PATH, query, null);
    }
}
