package io.bellwire.common.bus;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Carries hints between instances. What is published may be lost, doubled or reordered, and there is no history:
 * whoever needs to be sure reads the truth after {@link Listener#joined()}.
 */
public interface Bus {

    /** Completes when Redis has taken the message; errs while Redis is away. */
    Mono<Void> publish(String topic, byte[] payload);

    /** Listens to one topic until disposed of. */
    Disposable subscribe(String topic, Listener listener);

    /** Listens to all topics that begin with {@code prefix} until disposed of. */
    Disposable subscribeAll(String prefix, Listener listener);

    /** Called on the bus's own thread, which serves everyone: hand over and return. */
    interface Listener {

        /** The subscription stands, for the first time or again; what was published before may have been missed. */
        void joined();

        /**
         * @throws IllegalArgumentException or {@link tools.jackson.core.JacksonException}, where {@code payload} is no
         *     message of this topic: the bus passes it over
         */
        void received(String topic, byte[] payload);
    }
}
