/** One process: local services, both applications, simulated devices; and a look at what they say. */
@NullMarked
package io.bellwire.quickstart;

import org.jspecify.annotations.NullMarked;
