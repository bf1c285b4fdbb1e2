package io.bellwire.gateway.items;

import java.time.Instant;

/**
 * A user's locked counter row.
 *
 * @param revision the last one given out, 0 where none was
 * @param liveItems how many items are not deleted
 * @param now PostgreSQL's clock, in whole milliseconds
 */
record Counter(long revision, int liveItems, Instant now) {}
