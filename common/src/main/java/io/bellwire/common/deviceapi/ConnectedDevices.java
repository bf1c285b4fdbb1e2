package io.bellwire.common.deviceapi;

import java.util.List;

/** The answer to {@code GET /devices/connected}: session ids over all instances, sorted. */
public record ConnectedDevices(List<String> connectedDevices, int count) {}
