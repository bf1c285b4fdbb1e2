/** Who is who: accounts, their passwords, and how often they may be guessed. */
@NullMarked
package io.bellwire.common.account;

import org.jspecify.annotations.NullMarked;
