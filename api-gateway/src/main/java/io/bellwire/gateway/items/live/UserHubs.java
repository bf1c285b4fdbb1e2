package io.bellwire.gateway.items.live;

import io.bellwire.common.bus.Bus;
import io.bellwire.common.token.UserId;
import io.bellwire.gateway.items.ItemChange;
import io.bellwire.gateway.items.ItemChangeListener;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * The hubs of the users that are connected to this instance; a user who is not costs nothing. Brings them the
 * changes that were made here at once, and those of other instances over the bus.
 */
@Component
class UserHubs implements ItemChangeListener {

    private static final Logger log = LoggerFactory.getLogger(UserHubs.class);

    private final String instance = UUID.randomUUID().toString();
    private final Map<UserId, Entry> hubs = new ConcurrentHashMap<>();
    private final HubCare care;
    private final ItemMessages messages;
    private final Bus bus;

    private record Entry(UserHub hub, Disposable subscription) {}

    UserHubs(HubCare care, ItemMessages messages, Bus bus) {
        this.care = care;
        this.messages = messages;
        this.bus = bus;
    }

    /** Adds a connection to its user's hub, which the first one opens. */
    LiveConnection join(UserId user, Function<UserHub, LiveConnection> make) {
        LiveConnection[] made = new LiveConnection[1];
        hubs.compute(user, (key, entry) -> {
            Entry open = entry == null ? open(key) : entry;
            made[0] = make.apply(open.hub());
            open.hub().add(made[0]);
            return open;
        });
        return made[0];
    }

    /** Removes a connection from its hub, which the last one closes. */
    void leave(LiveConnection connection) {
        hubs.computeIfPresent(connection.user(), (key, entry) -> {
            if (!entry.hub().remove(connection)) {
                return entry;
            }
            entry.subscription().dispose();
            care.forget(entry.hub());
            return null;
        });
    }

    private Entry open(UserId user) {
        UserHub hub = new UserHub(user);
        care.watch(hub);
        return new Entry(hub, bus.subscribe(UserMessage.topic(user.value()), new HubListener(hub)));
    }

    @Override
    public void changed(UserId user, List<ItemChange> changes) {
        for (ItemChange change : changes) {
            EncodedChange encoded = messages.encode(change);
            withHub(user, hub -> accept(hub, encoded));
            publish(user, new UserMessage.Changed(instance, encoded));
        }
    }

    /** Tells all of a user's clients, on every instance, to fetch everything anew. */
    Mono<Void> requireSync(UserId user, String reason) {
        return Mono.fromRunnable(() -> {
            withHub(user, hub -> hub.requireSync(reason));
            publish(user, new UserMessage.SyncRequired(instance, reason));
        });
    }

    private void publish(UserId user, UserMessage message) {
        bus.publish(UserMessage.topic(user.value()), UserMessage.encode(message))
                .subscribe(null, away -> log.debug("Not told to other instances: {}", away.getMessage()));
    }

    private void withHub(UserId user, Consumer<UserHub> action) {
        Entry entry = hubs.get(user);
        if (entry != null) {
            action.accept(entry.hub());
        }
    }

    private void accept(UserHub hub, EncodedChange change) {
        switch (hub.accept(change)) {
            case EARLY -> care.gapSeen(hub);
            case USED_AGAIN -> care.revisionUsedAgain(hub);
            case DELIVERED -> {}
        }
    }

    private final class HubListener implements Bus.Listener {

        private final UserHub hub;

        HubListener(UserHub hub) {
            this.hub = hub;
        }

        @Override
        public void joined() {
            care.suspect(hub);
        }

        @Override
        public void received(String topic, byte[] payload) {
            UserMessage message = UserMessage.decode(payload);
            if (message.sender().equals(instance)) {
                return;
            }
            if (message instanceof UserMessage.Changed changed) {
                accept(hub, changed.change());
            } else if (message instanceof UserMessage.SyncRequired sync) {
                hub.requireSync(sync.reason());
            }
        }
    }
}
