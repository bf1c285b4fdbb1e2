/** How both services hold on to PostgreSQL: bounded in time, whatever the network does. */
@NullMarked
package io.bellwire.common.database;

import org.jspecify.annotations.NullMarked;
