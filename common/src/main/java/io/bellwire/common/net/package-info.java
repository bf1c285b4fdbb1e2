/** Where a request came from. */
@NullMarked
package io.bellwire.common.net;

import org.jspecify.annotations.NullMarked;
