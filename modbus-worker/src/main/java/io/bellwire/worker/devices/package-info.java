/** This instance's device sockets: signing in, being replaced, saying things, leaving. */
@NullMarked
package io.bellwire.worker.devices;

import org.jspecify.annotations.NullMarked;
