/** Two of each service, their stores, and a wire between any two that speak to each other. */
@NullMarked
package io.bellwire.checker.cluster;

import org.jspecify.annotations.NullMarked;
