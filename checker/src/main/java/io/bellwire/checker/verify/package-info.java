/** Whether a history keeps the promises. Knows no I/O, no clock and no thread. */
@NullMarked
package io.bellwire.checker.verify;

import org.jspecify.annotations.NullMarked;
