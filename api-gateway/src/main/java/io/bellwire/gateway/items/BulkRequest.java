package io.bellwire.gateway.items;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Up to 500 items, each read by itself: one that is wrong does not stop the others. */
record BulkRequest(
        @Nullable String userId,

        @NotNull(message = "is required") @Size(max = 500, message = "must be 500 items at most") @Nullable
        List<@Nullable JsonNode> items) {

    @Override
    public String toString() {
        return "BulkRequest[]";
    }
}
