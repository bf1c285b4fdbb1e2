/** What readiness says about the parts behind a service. */
@NullMarked
package io.bellwire.common.health;

import org.jspecify.annotations.NullMarked;
