/** A random history under faults, and whether anything was lost, doubled or mixed up in it. */
@NullMarked
package io.bellwire.checker;

import org.jspecify.annotations.NullMarked;
