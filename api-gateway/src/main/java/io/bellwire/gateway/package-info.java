@NullMarked
package io.bellwire.gateway;

import org.jspecify.annotations.NullMarked;
