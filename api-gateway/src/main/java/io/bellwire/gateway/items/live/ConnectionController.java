package io.bellwire.gateway.items.live;

import io.bellwire.common.error.ApiException;
import io.bellwire.common.token.Caller;
import io.bellwire.common.token.UserId;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Who is connected, and a nudge for them. */
@RestController
@RequestMapping("/api/alarms-timers/ws")
class ConnectionController {

    private static final String DEFAULT_REASON = "Server changes";

    private final ConnectionCounts counts;
    private final UserHubs hubs;

    ConnectionController(ConnectionCounts counts, UserHubs hubs) {
        this.counts = counts;
        this.hubs = hubs;
    }

    record Stats(int totalUsers, int totalConnections, Map<String, Integer> users) {

        static Stats of(Map<String, Integer> users) {
            return new Stats(
                    users.size(),
                    users.values().stream().mapToInt(Integer::intValue).sum(),
                    users);
        }
    }

    record SyncRequest(
            @Size(min = 1, max = 128, message = "must be 1 to 128 characters") @Nullable
            String userId,

            @Size(max = 200, message = "must be 200 characters at most") @Nullable
            String reason) {}

    record SyncRequested(String message, String userId, String reason) {}

    @Operation(
            summary = "How many sockets are open",
            description = "Over all instances. An operator sees everyone, a user only themself.")
    @GetMapping("/stats")
    Mono<Stats> stats(@AuthenticationPrincipal Caller caller) {
        return counts.all().map(all -> caller.isOperator() ? Stats.of(all) : Stats.of(only(all, caller.userId())));
    }

    private static Map<String, Integer> only(Map<String, Integer> all, UserId user) {
        Integer own = all.get(user.value());
        return own == null ? Map.of() : Map.of(user.value(), own);
    }

    @Operation(
            summary = "Tell a user's clients to fetch everything anew",
            description = "Your own; those of another user only as an operator.")
    @PostMapping("/sync-required")
    Mono<SyncRequested> requireSync(
            @Valid @RequestBody(required = false) @Nullable SyncRequest body, @AuthenticationPrincipal Caller caller) {
        String userId = body == null || body.userId() == null ? caller.userId().value() : body.userId();
        String reason = body == null || body.reason() == null ? DEFAULT_REASON : body.reason();
        if (!userId.equals(caller.userId().value()) && !caller.isOperator()) {
            throw ApiException.forbidden("Only operators may do this for another user");
        }
        return hubs.requireSync(new UserId(userId), reason)
                .thenReturn(new SyncRequested("Sync required sent", userId, reason));
    }
}
