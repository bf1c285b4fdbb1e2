package io.bellwire.common.deviceapi;

import java.util.List;

/** The answer to {@code GET /devices}: every device the caller may see, connected or not, sorted by id. */
public record Devices(List<DeviceState> devices) {

    public Devices {
        devices = List.copyOf(devices);
    }
}
