/** A user's alarms and timers: stored with versions and revisions, changed in one transaction. */
@NullMarked
package io.bellwire.gateway.items;

import org.jspecify.annotations.NullMarked;
