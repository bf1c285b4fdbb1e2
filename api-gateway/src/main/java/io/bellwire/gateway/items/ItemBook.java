package io.bellwire.gateway.items;

import io.bellwire.common.token.UserId;
import io.bellwire.gateway.items.WriteOutcome.Conflict;
import io.bellwire.gateway.items.WriteOutcome.Refusal;
import io.bellwire.gateway.items.WriteOutcome.Refused;
import io.bellwire.gateway.items.WriteOutcome.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One user's items while a transaction holds their counter: decides what each write does and gives it its revision.
 * Knows no database: what is to be stored is read from it afterwards.
 */
final class ItemBook {

    static final int MAX_ITEMS = 10_000;

    private final UserId userId;
    private final Instant now;
    private final Map<ItemId, Item> items = new HashMap<>();
    private final Map<ItemId, Item> dirty = new LinkedHashMap<>();
    private final List<ItemChange> changes = new ArrayList<>();
    private long revision;
    private int liveItems;

    ItemBook(UserId userId, Counter counter, Collection<Item> stored) {
        this.userId = userId;
        this.now = counter.now();
        this.revision = counter.revision();
        this.liveItems = counter.liveItems();
        stored.forEach(item -> items.put(item.id(), item));
    }

    WriteOutcome put(ItemDraft draft) {
        Item stored = items.get(draft.id());
        Refusal refusal = refusalOf(draft, stored);
        if (refusal != null) {
            return new Refused(draft.id(), refusal);
        }
        if (stored == null) {
            int version = draft.version() == null ? 1 : draft.version();
            liveItems++;
            return store(draft, ItemState.created(version, now, ++revision), ItemChange.Kind.CREATED);
        }
        int version = draft.version() == null ? stored.state().version() + 1 : draft.version();
        if (version <= stored.state().version()) {
            return new Conflict(version, stored);
        }
        if (stored.isDeleted()) {
            liveItems++;
            return store(draft, stored.state().broughtBack(version, now, ++revision), ItemChange.Kind.CREATED);
        }
        return store(draft, stored.state().updated(version, now, ++revision), ItemChange.Kind.UPDATED);
    }

    private @Nullable Refusal refusalOf(ItemDraft draft, @Nullable Item stored) {
        if (stored != null && stored.content().type() != draft.content().type()) {
            return Refusal.TYPE_CHANGED;
        }
        if (stored != null && draft.version() == null && stored.state().version() >= ItemDraft.MAX_VERSION) {
            return Refusal.VERSIONS_EXHAUSTED;
        }
        boolean addsOne = stored == null || (stored.isDeleted() && !isOutdated(draft, stored));
        return addsOne && liveItems >= MAX_ITEMS ? Refusal.TOO_MANY_ITEMS : null;
    }

    private static boolean isOutdated(ItemDraft draft, Item stored) {
        return draft.version() != null && draft.version() <= stored.state().version();
    }

    private WriteOutcome store(ItemDraft draft, ItemState state, ItemChange.Kind kind) {
        return new Stored(record(new Item(draft.id(), userId, draft.content(), state), kind));
    }

    private Item record(Item item, ItemChange.Kind kind) {
        items.put(item.id(), item);
        dirty.put(item.id(), item);
        changes.add(new ItemChange(kind, item));
        return item;
    }

    /**
     * The tombstone; empty where there is no such item. Deleting it again changes nothing that a client could see,
     * but {@code erase} takes the content of an item that was deleted softly.
     */
    Optional<Item> delete(ItemId id, boolean erase) {
        Item stored = items.get(id);
        if (stored == null) {
            return Optional.empty();
        }
        if (stored.isDeleted()) {
            if (erase) {
                items.put(id, stored.erased());
                dirty.put(id, stored.erased());
            }
            return Optional.of(stored);
        }
        liveItems--;
        Item deleted = new Item(id, userId, stored.content(), stored.state().deleted(now, ++revision));
        return Optional.of(record(erase ? deleted.erased() : deleted, ItemChange.Kind.DELETED));
    }

    /** What has to be stored, each item once, in its last state. */
    Collection<Item> dirtyItems() {
        return dirty.values();
    }

    /** What happened, in order of revision. */
    List<ItemChange> changes() {
        return List.copyOf(changes);
    }

    long revision() {
        return revision;
    }

    int liveItems() {
        return liveItems;
    }
}
