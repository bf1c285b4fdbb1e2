package io.bellwire.gateway.items.live;

import io.bellwire.common.error.Unavailable;
import io.bellwire.common.socket.Backlog;
import io.bellwire.common.socket.CloseReason;
import io.bellwire.common.socket.Frame;
import io.bellwire.common.socket.SocketClosed;
import io.bellwire.common.token.UserId;
import io.bellwire.gateway.items.ChangePage;
import io.bellwire.gateway.items.ItemHistory;
import io.bellwire.gateway.livesocket.LiveSocket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One client of one user. It first catches up page by page from PostgreSQL, at the pace of its peer, then takes what
 * its hub delivers; the hub decides when the one ends and the other begins, so that nothing falls between.
 */
final class LiveConnection implements Backlog, HubMember {

    static final String HISTORY_GONE = "History no longer reaches back";
    static final String SLOW_CONSUMER = "slow consumer";

    private static final int PAGE = 200;

    /** When the hub is further than what was read, which the next page will bring. */
    private static final Duration ANOTHER_LOOK = Duration.ofMillis(10);

    private final LiveSocket socket;
    private final UserId user;
    private final UserHub hub;
    private final ItemHistory history;
    private final ItemMessages messages;
    private final HubCare care;

    /** Everything up to here was handed to the outbox. Guarded by the hub once live. */
    private volatile long cursor;
    /** Everything up to here has left the outbox; behind {@link #cursor} by a page at most. */
    private volatile long delivered;

    private volatile boolean live;

    /** Guarded by the hub, as what was asked for before. */
    private boolean greeted;

    private @Nullable String askedToSync;

    private volatile @Nullable UUID epoch;

    /** Whether the client began with nothing: it lacks no tombstone, wherever history begins. */
    private volatile boolean fromNothing;

    LiveConnection(LiveSocket socket, UserHub hub, ItemHistory history, ItemMessages messages, HubCare care) {
        this.socket = socket;
        this.user = socket.userId();
        this.hub = hub;
        this.history = history;
        this.messages = messages;
        this.care = care;
        socket.connection().onHeartbeat(() -> hub.heartbeat(this));
        socket.connection().onOverflow(() -> List.of(Frame.event(syncRequired(SLOW_CONSUMER))));
    }

    /** Delivers everything after {@code revision}, in order, from now on. */
    void follow(long revision, UUID life) {
        enter(life);
        cursor = revision;
        delivered = revision;
        fromNothing = revision == 0;
        socket.connection().replay(this);
    }

    /** Makes the client fetch everything up to {@code revision} itself, and follows from there. */
    void followAfterSync(String reason, long revision, UUID life) {
        cursor = revision;
        delivered = revision;
        send(Frame.control(syncRequired(reason)));
        follow(revision, life);
    }

    @Override
    public Mono<List<Frame>> nextPage() {
        delivered = cursor;
        if (hub.goLive(this)) {
            return Mono.just(List.of());
        }
        return history.changesAfter(user, cursor, PAGE)
                .onErrorMap(Unavailable::isCauseOf, away -> new SocketClosed(CloseReason.TRY_LATER))
                .flatMap(page -> {
                    List<Frame> frames = framesOf(page);
                    return frames.isEmpty()
                            ? Mono.delay(ANOTHER_LOOK).then(Mono.defer(this::nextPage))
                            : Mono.just(frames);
                });
    }

    private List<Frame> framesOf(ChangePage page) {
        boolean sameLife = page.epoch().equals(epoch);
        if (!sameLife || !page.reachesBackTo(fromNothing ? 0 : cursor)) {
            enter(page.epoch());
            cursor = page.head();
            fromNothing = false;
            return List.of(Frame.event(messages.syncRequired(user, HISTORY_GONE, cursor)));
        }
        cursor = page.next();
        return page.changes().stream()
                .map(messages::encode)
                .map(EncodedChange::frame)
                .toList();
    }

    /** A hub of another life has not heard of it yet, or is further itself: the next page tells. */
    private void enter(UUID life) {
        epoch = life;
        if (!hub.position().isOf(life)) {
            care.suspect(hub);
        }
    }

    @Override
    public void deliver(EncodedChange change) {
        if (live && change.revision() > cursor) {
            cursor = change.revision();
            send(change.frame());
        }
    }

    @Override
    public void beginLife(UUID life, long head) {
        if (live) {
            epoch = life;
            cursor = head;
            send(Frame.control(syncRequired(HISTORY_GONE)));
        }
    }

    @Override
    public void greeted() {
        greeted = true;
        if (askedToSync != null) {
            requireSync(askedToSync);
        }
    }

    @Override
    public void requireSync(String reason) {
        if (greeted) {
            send(Frame.control(syncRequired(reason)));
        } else {
            askedToSync = reason;
        }
    }

    @Override
    public void heartbeat() {
        if (greeted) {
            socket.send(messages.heartbeat(surelyDelivered()));
        }
    }

    private long surelyDelivered() {
        return live ? cursor : delivered;
    }

    /** What does not even fit when the events before it are dropped finds a peer that takes nothing at all. */
    private void send(Frame frame) {
        if (!socket.connection().send(frame)) {
            socket.connection().close(CloseReason.TRY_LATER);
        }
    }

    private byte[] syncRequired(String reason) {
        return messages.syncRequired(user, reason, surelyDelivered());
    }

    @Override
    public void live() {
        live = true;
    }

    @Override
    public @Nullable UUID epoch() {
        return epoch;
    }

    @Override
    public long cursor() {
        return cursor;
    }

    UserHub hub() {
        return hub;
    }

    UserId user() {
        return user;
    }
}
