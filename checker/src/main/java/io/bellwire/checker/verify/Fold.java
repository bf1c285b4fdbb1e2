package io.bellwire.checker.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client's copy of its user's items, kept as clients in the field keep it: created and updated put, deleted removes,
 * {@code sync_required} fetches all anew while events go on to arrive.
 */
public final class Fold {

    private record Change(
            long revision, String item, @Nullable JsonNode data) {}

    private final Map<String, JsonNode> items = new TreeMap<>();
    private final List<Change> whileFetching = new ArrayList<>();
    private boolean fetching;
    private long fetchedUpTo;
    private long known;

    /** @param data null for a delete */
    public synchronized void take(long revision, String item, @Nullable JsonNode data) {
        Change change = new Change(revision, item, data);
        if (fetching) {
            whileFetching.add(change);
        } else {
            apply(change);
        }
    }

    private void apply(Change change) {
        if (change.revision() <= fetchedUpTo) {
            return;
        }
        if (change.data() == null) {
            items.remove(change.item());
        } else {
            items.put(change.item(), change.data());
        }
        known = Math.max(known, change.revision());
    }

    /** From now on events wait for what is being fetched. */
    public synchronized void fetching() {
        fetching = true;
    }

    public synchronized void fetched(long revision, Iterable<JsonNode> all) {
        items.clear();
        all.forEach(item -> items.put(item.path("id").asString(), item));
        fetchedUpTo = revision;
        known = Math.max(known, revision);
        fetching = false;
        whileFetching.forEach(this::apply);
        whileFetching.clear();
    }

    /** The connection ended before all was fetched: the copy is as it was before, and so is {@link #known()}. */
    public synchronized void giveUpFetching() {
        fetching = false;
        whileFetching.clear();
    }

    /** Up to where this copy is complete. */
    public synchronized long known() {
        return known;
    }

    public synchronized boolean isFetching() {
        return fetching;
    }

    public synchronized Map<String, JsonNode> items() {
        return new LinkedHashMap<>(items);
    }
}
