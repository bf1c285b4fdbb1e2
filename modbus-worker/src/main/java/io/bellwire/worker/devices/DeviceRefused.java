package io.bellwire.worker.devices;

/** A device is told why, and does not come back with the same credentials. */
final class DeviceRefused extends RuntimeException {

    DeviceRefused(String detail) {
        super(detail, null, false, false);
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
