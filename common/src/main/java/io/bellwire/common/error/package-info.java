/** Every error a client sees, in one place. */
@NullMarked
package io.bellwire.common.error;

import org.jspecify.annotations.NullMarked;
