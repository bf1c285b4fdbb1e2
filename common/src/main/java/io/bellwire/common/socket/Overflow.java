package io.bellwire.common.socket;

import java.util.List;

/** What stands in for the events that a peer was too slow to take. */
@FunctionalInterface
public interface Overflow {

    /** Nothing can stand in: what does not fit is refused. */
    Overflow REFUSE = () -> List.of();

    /** Called while the outbox is locked: computes, never waits. */
    List<Frame> replacement();
}
