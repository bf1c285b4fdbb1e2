/** The gateway's outer shell: which paths are open, what the API documents say. */
@NullMarked
package io.bellwire.gateway.web;

import org.jspecify.annotations.NullMarked;
