package io.bellwire.gateway.items;

import org.jspecify.annotations.Nullable;

/**
 * What a client wants an item to be.
 *
 * @param version 1 to 2³¹−2; null takes the next one and never conflicts
 */
record ItemDraft(ItemId id, @Nullable Integer version, ItemContent content) {

    static final int MAX_VERSION = Integer.MAX_VALUE - 1;
}
