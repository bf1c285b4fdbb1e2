/** Access tokens: issued, verified, and read off a request. */
@NullMarked
package io.bellwire.common.token;

import org.jspecify.annotations.NullMarked;
