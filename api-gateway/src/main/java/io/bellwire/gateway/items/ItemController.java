package io.bellwire.gateway.items;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bellwire.common.error.ApiException;
import io.bellwire.common.token.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** The REST side of alarms and timers: contract section 4. */
@RestController
@RequestMapping("/api/alarms-timers")
class ItemController {

    private static final int MAX_PAGE = 1000;

    private final ItemService items;
    private final ItemReader reader;
    private final Clock clock;

    ItemController(ItemService items, ItemReader reader, Clock clock) {
        this.items = items;
        this.reader = reader;
        this.clock = clock;
    }

    record Deleted(String message, ItemId id, Instant deletedAt) {}

    record Changes(
            List<ItemEvent> changes,
            long revision,
            UUID epoch,
            @JsonProperty("has_more") boolean hasMore) {}

    record Health(String status, String service, Instant timestamp) {}

    @Operation(
            summary = "Create or replace an item",
            description =
                    "The whole item is replaced. With a `version` it is stored only where that is greater than the"
                            + " stored one; without, it takes the next one.",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "Stored",
                        content = @Content(schema = @Schema(implementation = Item.class))),
                @ApiResponse(
                        responseCode = "409",
                        description = "Version conflict, whose `detail` is an object; or, as a problem, too many items",
                        content = @Content(schema = @Schema(implementation = VersionConflict.class)))
            })
    @PostMapping
    Mono<ResponseEntity<Object>> put(@RequestBody ItemRequest body, @AuthenticationPrincipal Caller caller) {
        ItemDraft draft = reader.validated(body, caller.userId());
        return items.put(caller.userId(), List.of(draft)).map(outcomes -> answer(outcomes.get(0)));
    }

    private static ResponseEntity<Object> answer(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Stored stored) {
            return ResponseEntity.ok(stored.item());
        }
        if (outcome instanceof WriteOutcome.Conflict conflict) {
            return ResponseEntity.status(HttpStatus.CONFLICT).body(VersionConflict.of(conflict));
        }
        WriteOutcome.Refusal why = ((WriteOutcome.Refused) outcome).why();
        throw switch (why) {
            case TYPE_CHANGED -> ApiException.badRequest(why.sentence());
            case TOO_MANY_ITEMS, VERSIONS_EXHAUSTED -> ApiException.conflict(why.sentence());
        };
    }

    @Operation(
            summary = "Create or replace up to 500 items",
            description = "In order and in one transaction; a conflict or an invalid item does not stop the others.")
    @PostMapping("/bulk")
    Mono<BulkResult> putAll(@Valid @RequestBody BulkRequest body, @AuthenticationPrincipal Caller caller) {
        requireOwn(body.userId(), caller);
        List<BulkResult.@Nullable Entry> entries = new ArrayList<>();
        List<ItemDraft> drafts = new ArrayList<>();
        for (JsonNode sent : Objects.requireNonNull(body.items())) {
            JsonNode node = sent == null ? NullNode.getInstance() : sent;
            try {
                drafts.add(reader.read(node, caller.userId()));
                entries.add(null);
            } catch (ApiException invalid) {
                String id = node.path("id").isString() ? node.path("id").stringValue() : null;
                entries.add(BulkResult.Entry.invalid(id, invalid.detail()));
            }
        }
        return items.put(caller.userId(), drafts).map(outcomes -> {
            var written = outcomes.iterator();
            return BulkResult.of(entries.stream()
                    .map(entry -> entry != null ? entry : BulkResult.Entry.of(written.next()))
                    .toList());
        });
    }

    @Operation(
            summary = "List your items",
            description =
                    "Newest first, without deleted ones; items and `revision` belong together. `after` is the id of"
                            + " the last item of the page before.")
    @GetMapping
    Mono<ItemPage> list(
            @RequestParam(name = "user_id", required = false) @Nullable String userId,
            @RequestParam(required = false) @Nullable String type,
            @RequestParam(required = false) @Nullable Boolean enabled,
            @RequestParam(required = false)
                    @Min(value = 1, message = "must be 1 to 10000")
                    @Max(value = ItemBook.MAX_ITEMS, message = "must be 1 to 10000")
                    @Nullable
                    Integer limit,
            @RequestParam(required = false) @Nullable String after,
            @AuthenticationPrincipal Caller caller) {
        requireOwn(userId, caller);
        ItemFilter filter = new ItemFilter(
                type == null ? null : ItemType.parse(type),
                enabled,
                limit,
                after == null ? null : ItemId.parse("after", after));
        return items.list(caller.userId(), filter);
    }

    @Operation(summary = "One item")
    @GetMapping("/{id}")
    Mono<Item> get(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
        return items.find(caller.userId(), ItemId.parse("id", id)).switchIfEmpty(notFound());
    }

    @Operation(
            summary = "Delete an item",
            description =
                    "`soft=false` erases the content too, also of an item deleted before. Deleting again answers the"
                            + " first `deleted_at`.")
    @DeleteMapping("/{id}")
    Mono<Deleted> delete(
            @PathVariable String id,
            @RequestParam(defaultValue = "true") boolean soft,
            @AuthenticationPrincipal Caller caller) {
        return items.delete(caller.userId(), ItemId.parse("id", id), !soft)
                .map(item -> new Deleted(
                        "Item deleted",
                        item.id(),
                        Objects.requireNonNull(item.state().deletedAt())))
                .switchIfEmpty(notFound());
    }

    @Operation(
            summary = "What changed after a revision",
            description =
                    "Each changed item once, in its latest state, in order of revision. Go on from `revision` while"
                            + " `has_more`. After 0 there may be more of them than `limit`: as many as it takes to a"
                            + " revision that one can go on from.",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The changes",
                        content = @Content(schema = @Schema(implementation = Changes.class))),
                @ApiResponse(
                        responseCode = "410",
                        description = "History no longer reaches back: fetch all items",
                        content = @Content(mediaType = "application/problem+json"))
            })
    @GetMapping("/changes")
    Mono<Changes> changes(
            @RequestParam(defaultValue = "0") @Min(value = 0, message = "must be 0 or more") long since,
            @RequestParam(required = false) @Nullable String epoch,
            @RequestParam(defaultValue = "500")
                    @Min(value = 1, message = "must be 1 to 1000")
                    @Max(value = MAX_PAGE, message = "must be 1 to 1000")
                    int limit,
            @AuthenticationPrincipal Caller caller) {
        return items.changes(caller.userId(), since, limit).map(page -> {
            boolean sameLife = epoch == null || epoch.equals(page.epoch().toString());
            if (since > 0 && !(sameLife && page.reachesBackTo(since))) {
                throw new ApiException(
                        HttpStatus.GONE,
                        "Changes after this revision cannot be told any more; fetch all items and go on from their revision");
            }
            List<ItemEvent> events =
                    page.changes().stream().map(ItemChange::event).toList();
            return new Changes(events, page.next(), page.epoch(), page.hasMore());
        });
    }

    @SecurityRequirements
    @Operation(summary = "Whether this process serves", description = "Open.")
    @GetMapping("/health")
    Health health() {
        return new Health("ok", "alarms-timers", clock.instant());
    }

    private static void requireOwn(@Nullable String userId, Caller caller) {
        if (userId != null && !userId.equals(caller.userId().value())) {
            throw ApiException.forbidden("user_id must be your own");
        }
    }

    private static <T> Mono<T> notFound() {
        return Mono.error(() -> ApiException.notFound("Item not found"));
    }
}
