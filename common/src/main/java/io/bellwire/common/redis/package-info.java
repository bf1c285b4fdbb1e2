/** How both services hold on to Redis: bounded, with time limits, and never waiting on an event loop. */
@NullMarked
package io.bellwire.common.redis;

import org.jspecify.annotations.NullMarked;
