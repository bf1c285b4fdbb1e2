/** What the live sockets share: who is there and for how long, the client's messages, and their answers. */
@NullMarked
package io.bellwire.gateway.livesocket;

import org.jspecify.annotations.NullMarked;
