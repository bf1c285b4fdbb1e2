/** Who owns a device's session, over all instances; and how a command finds its way there. */
@NullMarked
package io.bellwire.worker.sessions;

import org.jspecify.annotations.NullMarked;
