/** Devices through the gateway: calls handed on to a worker, and the devices' old address. */
@NullMarked
package io.bellwire.gateway.deviceproxy;

import org.jspecify.annotations.NullMarked;
