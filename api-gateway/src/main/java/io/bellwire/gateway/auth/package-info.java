/** Accounts and tokens: register, sign in, stay signed in, sign out. */
@NullMarked
package io.bellwire.gateway.auth;

import org.jspecify.annotations.NullMarked;
