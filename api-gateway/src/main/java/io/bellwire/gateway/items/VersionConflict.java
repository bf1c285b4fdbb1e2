package io.bellwire.gateway.items;

/**
 * The one error that is no problem document: its {@code detail} is an object, because clients in the field read it so.
 */
record VersionConflict(Detail detail) {

    record Detail(String detail, int localVersion, int serverVersion, Item serverData) {}

    static VersionConflict of(WriteOutcome.Conflict conflict) {
        Item server = conflict.serverItem();
        return new VersionConflict(new Detail(
                "Version conflict detected",
                conflict.localVersion(),
                server.state().version(),
                server));
    }
}
