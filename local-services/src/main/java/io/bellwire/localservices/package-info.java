/** Real PostgreSQL and Redis out of Maven artifacts, each in a folder of its own, on loopback. */
@NullMarked
package io.bellwire.localservices;

import org.jspecify.annotations.NullMarked;
