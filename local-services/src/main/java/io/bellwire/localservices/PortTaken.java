package io.bellwire.localservices;

/** Something else listens where a service was to listen. */
public final class PortTaken extends LocalServiceException {

    private final int port;

    public PortTaken(String service, int port, String option) {
        super("Port %d is already in use, so %s cannot start there; end what uses it, or choose another with %s"
                .formatted(port, service, option));
        this.port = port;
    }

    public int port() {
        return port;
    }
}
