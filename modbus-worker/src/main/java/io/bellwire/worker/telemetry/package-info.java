/** What devices say, on its way to subscribers. */
@NullMarked
package io.bellwire.worker.telemetry;

import org.jspecify.annotations.NullMarked;
