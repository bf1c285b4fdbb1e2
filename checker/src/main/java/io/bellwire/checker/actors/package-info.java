/** Who uses the system: writers, clients, devices, operators. */
@NullMarked
package io.bellwire.checker.actors;

import org.jspecify.annotations.NullMarked;
