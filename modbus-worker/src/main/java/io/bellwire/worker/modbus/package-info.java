/**
 * Modbus RTU as people type it and as devices speak it: hex, CRC, request lengths. Plain JDK: no Spring, no Reactor, no I/O.
 *
 * <p>Sources: MODBUS Application Protocol Specification V1.1b3 (function codes and their lengths) and MODBUS over Serial
 * Line V1.02 (frames, addresses, CRC).
 */
@NullMarked
package io.bellwire.worker.modbus;

import org.jspecify.annotations.NullMarked;
