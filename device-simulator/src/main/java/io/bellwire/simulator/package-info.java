/** Cerbo GX devices that are not there: a library that plays any number of them over real sockets, and its command. */
@NullMarked
package io.bellwire.simulator;

import org.jspecify.annotations.NullMarked;
