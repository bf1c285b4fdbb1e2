/** What kind of place this instance runs in. */
@NullMarked
package io.bellwire.common.settings;

import org.jspecify.annotations.NullMarked;
