package io.bellwire.checker.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to change one item. Its label is unlike that of any other, so that its effect is known wherever it shows.
 *
 * @param version that was sent, or null
 */
public record Write(
        String user,
        Kind kind,
        String item,
        String label,
        @Nullable Integer version,
        Instant started) {

    public enum Kind {
        PUT,
        BULK,
        DELETE
    }

    /** How an attempt ended for the one who made it. */
    public sealed interface Outcome {

        /**
         * @param version of the stored item, 0 for a delete
         * @param deletedAt of a delete, or empty
         */
        record Accepted(int version, String deletedAt) implements Outcome {}

        /** An answer that says that nothing was changed. */
        record Refused(int status) implements Outcome {}

        /** No answer, or one that leaves open whether it happened. */
        record Unknown(String why) implements Outcome {}
    }
}
