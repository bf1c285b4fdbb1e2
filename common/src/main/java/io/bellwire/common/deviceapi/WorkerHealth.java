package io.bellwire.common.deviceapi;

/** The answer to the worker's {@code GET /health}; counts this instance's devices. */
public record WorkerHealth(String status, String service, int connectedDevices) {

    public WorkerHealth(int connectedDevices) {
        this("healthy", "energetic_devices_websocket_server", connectedDevices);
    }
}
