@NullMarked
package io.bellwire.worker;

import org.jspecify.annotations.NullMarked;
