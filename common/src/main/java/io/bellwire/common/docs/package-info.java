/** The API documents, as far as both services serve them alike. */
@NullMarked
package io.bellwire.common.docs;

import org.jspecify.annotations.NullMarked;
