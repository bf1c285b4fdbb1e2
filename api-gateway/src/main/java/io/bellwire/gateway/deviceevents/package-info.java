/** What devices do and say, live: one view of an account's devices per instance, and everyone who watches it. */
@NullMarked
package io.bellwire.gateway.deviceevents;

import org.jspecify.annotations.NullMarked;
