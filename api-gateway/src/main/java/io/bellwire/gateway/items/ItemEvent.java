package io.bellwire.gateway.items;

import io.bellwire.common.token.UserId;
import java.time.Instant;

/**
 * {@code alarm_created}, {@code alarm_updated}, {@code alarm_deleted} and the same of timers.
 *
 * @param timestamp when the change happened
 * @param data the {@link Item}, or of a deleted one its {@link Tombstone} and nothing else: clients take more for an
 *     update
 */
public record ItemEvent(String type, Instant timestamp, UserId userId, Object data, long revision) {}
