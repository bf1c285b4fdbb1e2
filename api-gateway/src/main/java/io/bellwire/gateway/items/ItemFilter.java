package io.bellwire.gateway.items;

import org.jspecify.annotations.Nullable;

/**
 * Which items a list shows.
 *
 * @param limit of the number of items; null for all
 * @param after the last item of the page before; null for the first page
 */
record ItemFilter(
        @Nullable ItemType type,
        @Nullable Boolean enabled,
        @Nullable Integer limit,
        @Nullable ItemId after) {

    ItemFilter withLimit(int other) {
        return new ItemFilter(type, enabled, other, after);
    }
}
