package io.bellwire.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;

/** The two ways to end a TCP connection. */
final class SocketEnds {

    private SocketEnds() {}

    /** With a FIN. */
    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With an RST. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
