package io.bellwire.worker.devices;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.token.UserId;

/** A device that belongs to an account, connected or not. */
public record RegisteredDevice(SessionId id, UserId owner) {}
