package io.bellwire.localservices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of the loopback address. */
public final class Ports {

    private Ports() {}

    /**
     * Fails with a sentence when something listens on a port.
     *
     * @param option what a person would set to choose another port
     * @throws PortTaken when the port cannot be bound
     */
    public static void requireFree(String service, int port, String option) {
        try {
            bind(port).close();
        } catch (IOException taken) {
            throw new PortTaken(service, port, option);
        }
    }

    /** A port that nothing listens on right now. */
    public static int free() {
        try (ServerSocket socket = bind(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
