/** The worker's outer shell: who may call, what the API documents say. */
@NullMarked
package io.bellwire.worker.web;

import org.jspecify.annotations.NullMarked;
