package io.bellwire.checker.history;

import java.time.Instant;

/** What a client heard on one connection of the items' socket, in the order in which it came. */
public sealed interface Heard {

    Instant at();

    record Greeting(Instant at, String user, long revision, String epoch) implements Heard {}

    /**
     * @param type such as {@code alarm_created}
     * @param label empty on a delete
     */
    record Event(
            Instant at, String user, String type, long revision, String item, String owner, int version, String label)
            implements Heard {

        public boolean isDelete() {
            return type.endsWith("_deleted");
        }
    }

    record SyncRequired(Instant at, String user, String reason, long revision) implements Heard {}

    record Heartbeat(Instant at, long revision) implements Heard {}
}
