@NullMarked
package io.bellwire.common;

import org.jspecify.annotations.NullMarked;
