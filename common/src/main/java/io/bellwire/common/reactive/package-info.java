/** What both services do with Reactor beyond what it offers. */
@NullMarked
package io.bellwire.common.reactive;

import org.jspecify.annotations.NullMarked;
