/** The HTTP API: commands to devices, and what there is to know about them. */
@NullMarked
package io.bellwire.worker.commands;

import org.jspecify.annotations.NullMarked;
