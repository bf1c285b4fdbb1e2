/** The records of the worker's HTTP contract, spoken by both services. */
@NullMarked
package io.bellwire.common.deviceapi;

import org.jspecify.annotations.NullMarked;
