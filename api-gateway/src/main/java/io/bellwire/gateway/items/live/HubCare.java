package io.bellwire.gateway.items.live;

import io.bellwire.common.reactive.ToTheEnd;
import io.bellwire.common.token.UserId;
import io.bellwire.gateway.items.ItemHistory;
import io.bellwire.gateway.items.Standing;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sees to it that no hub misses a change for long, whatever the bus does: fills gaps from PostgreSQL, looks at hubs
 * whose subscription began anew, and at all of them every few seconds, in one query however many they are.
 */
@Component
class HubCare implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(HubCare.class);

    /** For a gap to close by itself, and for suspects to gather, before PostgreSQL is asked. */
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private static final int PAGE = 500;

    private final Set<UserHub> hubs = ConcurrentHashMap.newKeySet();
    private final Set<UserHub> suspects = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean gathering = new AtomicBoolean();
    private final Disposable.Swap sweeping = Disposables.swap();
    private final ItemHistory history;
    private final ItemMessages messages;
    private final Duration interval;
    private volatile boolean running;

    HubCare(ItemHistory history, ItemMessages messages, SyncSettings settings) {
        this.history = history;
        this.messages = messages;
        this.interval = settings.sweepInterval();
    }

    void watch(UserHub hub) {
        hubs.add(hub);
    }

    void forget(UserHub hub) {
        hubs.remove(hub);
        suspects.remove(hub);
    }

    /** A change came before the one that it follows. */
    void gapSeen(UserHub hub) {
        repairAfterPatience(hub, hub::hasGap);
    }

    /** A revision that the hub had delivered came again with another change. */
    void revisionUsedAgain(UserHub hub) {
        UUID epoch = hub.position().epoch();
        if (epoch != null) {
            ToTheEnd.of(anotherDatabase(epoch))
                    .subscribe(null, away -> log.warn("No new epoch yet: {}", away.toString()));
        }
    }

    /** The hub may have missed something without knowing it. */
    void suspect(UserHub hub) {
        suspects.add(hub);
        if (gathering.compareAndSet(false, true)) {
            Mono.delay(PATIENCE)
                    .flatMap(waited -> {
                        gathering.set(false);
                        List<UserHub> gathered = List.copyOf(suspects);
                        gathered.forEach(suspects::remove);
                        return look(gathered);
                    })
                    .subscribe();
        }
    }

    private void repairAfterPatience(UserHub hub, BooleanSupplier stillNeeded) {
        if (hub.startRepair()) {
            Mono.delay(PATIENCE)
                    .filter(waited -> stillNeeded.getAsBoolean())
                    .flatMap(needed -> repair(hub))
                    .doFinally(end -> hub.endRepair())
                    .subscribe(
                            null,
                            error -> log.warn("{} lags behind until the next sweep: {}", hub.user(), error.toString()));
        }
    }

    private Mono<Void> repair(UserHub hub) {
        return history.changesAfter(hub.user(), hub.delivered(), PAGE).flatMap(page -> {
            if (!hub.position().isOf(page.epoch())) {
                suspect(hub);
                return Mono.empty();
            }
            hub.fillGap(page.changes().stream().map(messages::encode).toList(), page.next());
            return page.hasMore() ? repair(hub) : Mono.empty();
        });
    }

    /** Compares what hubs have delivered with where their users stand. */
    private Mono<Void> look(Collection<UserHub> some) {
        Map<UserHub, UserHub.Position> positions = new HashMap<>();
        some.forEach(hub -> {
            UserHub.Position position = hub.position();
            if (position.isStarted()) {
                positions.put(hub, position);
            }
        });
        if (positions.isEmpty()) {
            return Mono.empty();
        }
        List<UserId> users = positions.keySet().stream().map(UserHub::user).toList();
        return history.standing(users)
                .flatMap(standing -> compare(positions, standing))
                .onErrorResume(away -> {
                    log.debug("Hubs could not be looked at: {}", away.toString());
                    return Mono.empty();
                });
    }

    /**
     * A revision below what was delivered before the look means that an older database stands in for the one that was
     * there: it gets an epoch of its own, which the next look of every gateway finds. Looks overlap, and what each found
     * is held against the hub as it was then: one that has begun the new life meanwhile has not been set back again.
     */
    private Mono<Void> compare(Map<UserHub, UserHub.Position> positions, Standing standing) {
        boolean restored = positions.entrySet().stream()
                .anyMatch(entry -> entry.getValue().isOf(standing.epoch())
                        && standing.head(entry.getKey().user())
                                < entry.getValue().delivered());
        if (restored) {
            return anotherDatabase(standing.epoch());
        }
        positions.forEach((hub, before) -> {
            long head = standing.head(hub.user());
            if (!before.isOf(standing.epoch())) {
                hub.beginLife(before.epoch(), standing.epoch(), head);
            } else if (head > before.delivered()) {
                repairAfterPatience(hub, () -> hub.delivered() < head);
            }
        });
        return Mono.empty();
    }

    private Mono<Void> anotherDatabase(UUID epoch) {
        log.warn("Revisions are lower than they were: another database stands in, all clients are to sync");
        return history.endEpoch(epoch).then(Mono.fromRunnable(() -> hubs.forEach(this::suspect)));
    }

    @Override
    public void start() {
        running = true;
        sweeping.update(Flux.interval(interval)
                .onBackpressureDrop()
                .concatMap(n -> ToTheEnd.of(look(List.copyOf(hubs))), 1)
                .subscribe());
    }

    @Override
    public void stop() {
        running = false;
        sweeping.update(Disposables.disposed());
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
