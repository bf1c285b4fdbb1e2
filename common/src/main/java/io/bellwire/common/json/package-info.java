/** How JSON looks on every wire of ours. */
@NullMarked
package io.bellwire.common.json;

import org.jspecify.annotations.NullMarked;
