package io.bellwire.gateway.turns;

import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Work that says when it is begun, and ends when all of it is let go. */
final class HeldWork {

    private final Sinks.Empty<String> gate = Sinks.empty();
    private final List<String> begun = new ArrayList<>();

    Mono<String> of(String name) {
        return Mono.defer(() -> {
            begun.add(name);
            return gate.asMono();
        });
    }

    /** The names of what was begun, in that order. */
    List<String> begun() {
        return begun;
    }

    void letGo() {
        gate.tryEmitEmpty();
    }
}
