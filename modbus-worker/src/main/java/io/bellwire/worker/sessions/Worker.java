package io.bellwire.worker.sessions;

import java.net.URI;

/**
 * One instance of this service.
 *
 * @param id new at every start
 * @param address where other instances reach it, such as {@code http://10.0.0.7:8003}
 */
public record Worker(String id, URI address) {}
