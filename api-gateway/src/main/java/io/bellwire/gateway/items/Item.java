package io.bellwire.gateway.items;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.bellwire.common.token.UserId;

/** An alarm or a timer of one user, or the tombstone of one. */
public record Item(
        ItemId id,
        UserId userId,
        @JsonUnwrapped ItemContent content,
        @JsonUnwrapped ItemState state) {

    boolean isDeleted() {
        return state.isDeleted();
    }

    Item erased() {
        return new Item(id, userId, content.erased(), state);
    }
}
