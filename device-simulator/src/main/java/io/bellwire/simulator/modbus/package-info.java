/** What answers behind a GX device's Modbus: its own registers as unit 100, a meter on its RS485 line. */
@NullMarked
package io.bellwire.simulator.modbus;

import org.jspecify.annotations.NullMarked;
