package io.bellwire.gateway.items;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a bulk write: one result an item, in the order they were sent. */
record BulkResult(List<Entry> results, int successCount, int errorCount) {

    enum Status {
        @JsonProperty("success")
        SUCCESS,
        @JsonProperty("conflict")
        CONFLICT,
        @JsonProperty("error")
        ERROR
    }

    /** @param id as it was sent, null where none was */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String id,

            Status status,
            @Nullable Integer version,
            @Nullable String error,
            @Nullable Integer serverVersion) {

        static Entry of(WriteOutcome outcome) {
            String id = outcome.id().value();
            if (outcome instanceof WriteOutcome.Stored stored) {
                return new Entry(id, Status.SUCCESS, stored.item().state().version(), null, null);
            }
            if (outcome instanceof WriteOutcome.Conflict conflict) {
                int serverVersion = conflict.serverItem().state().version();
                return new Entry(id, Status.CONFLICT, null, "Version conflict detected", serverVersion);
            }
            return invalid(id, ((WriteOutcome.Refused) outcome).why().sentence());
        }

        static Entry invalid(@Nullable String id, String sentence) {
            return new Entry(id, Status.ERROR, null, sentence, null);
        }
    }

    static BulkResult of(List<Entry> results) {
        int successes = (int) results.stream()
                .filter(entry -> entry.status() == Status.SUCCESS)
                .count();
        return new BulkResult(results, successes, results.size() - successes);
    }
}
