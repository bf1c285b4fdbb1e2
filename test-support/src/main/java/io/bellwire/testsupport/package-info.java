/** What the tests stand on: real services, clients that speak at the wire, guards that fail a class afterwards. */
@NullMarked
package io.bellwire.testsupport;

import org.jspecify.annotations.NullMarked;
