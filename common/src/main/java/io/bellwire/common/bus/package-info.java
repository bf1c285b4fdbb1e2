/** The Redis side of fan-out: a hint that may be lost, doubled or reordered. */
@NullMarked
package io.bellwire.common.bus;

import org.jspecify.annotations.NullMarked;
