package io.bellwire.localservices;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** TCP ports of the loopback address. */
public final class Ports {

    private static final int LOWEST = 15_000;

    /** Linux's {@code net.ipv4.ip_local_port_range} begins here; other systems' begin above. */
    private static final int LENT_FROM = 32_768;

    private static final int ATTEMPTS = 1_000;

    private Ports() {}

    /**
     * Fails with a sentence when something listens on a port.
     *
     * @param option what a person would set to choose another port
     * @throws PortTaken when the port cannot be bound
     */
    public static void requireFree(String service, int port, String option) {
        if (!isFree(port)) {
            throw new PortTaken(service, port, option);
        }
    }

    /**
     * A port that nothing listens on right now, and that the system does not lend to outgoing connections: so it stays free
     * for a server that is started a little later, or again.
     */
    public static int free() {
        IntStream candidates = ThreadLocalRandom.current().ints(ATTEMPTS, LOWEST, LENT_FROM);
        return candidates
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("Found no free port from %d to %d".formatted(LOWEST, LENT_FROM - 1)));
    }

    private static boolean isFree(int port) {
        try {
            bind(port).close();
            return true;
        } catch (IOException taken) {
            return false;
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
