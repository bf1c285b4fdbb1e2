package io.bellwire.worker.sessions;

import java.util.List;

/**
 * Whom to ask for all devices of all instances.
 *
 * @param others the other instances that were heard of within a lifetime, each address once
 * @param lastClaim the number of the last claim until now; later ones have greater numbers
 */
public record Roll(List<Worker> others, long lastClaim) {}
