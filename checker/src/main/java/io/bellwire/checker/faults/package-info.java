/** What goes wrong, when, and for how long. */
@NullMarked
package io.bellwire.checker.faults;

import org.jspecify.annotations.NullMarked;
