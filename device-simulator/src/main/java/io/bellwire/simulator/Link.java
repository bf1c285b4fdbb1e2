package io.bellwire.simulator;

import reactor.core.publisher.Mono;

/** How a device reaches a worker. */
interface Link {

    /**
     * Connects, signs in and converses until the connection is over, however it ends; never fails.
     *
     * @param signedIn run once the worker has accepted the device
     * @param stop asks for a goodbye when it completes
     */
    Mono<Ending> converse(Cerbo cerbo, Runnable signedIn, Mono<Void> stop);
}
