/** One WebSocket connection's plumbing: its bounded outbox, pings, expiry and named closes. */
@NullMarked
package io.bellwire.common.socket;

import org.jspecify.annotations.NullMarked;
