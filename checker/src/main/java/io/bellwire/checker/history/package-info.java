/** What was done, what was stored and what was heard: records, and nothing that judges them. */
@NullMarked
package io.bellwire.checker.history;

import org.jspecify.annotations.NullMarked;
