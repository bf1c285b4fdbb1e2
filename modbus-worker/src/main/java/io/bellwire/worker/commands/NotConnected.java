package io.bellwire.worker.commands;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.error.ApiException;
import org.springframework.http.HttpStatus;

/** 404: no instance has the device, or it is not the caller's, which is nobody else's business. */
final class NotConnected extends ApiException {

    NotConnected(SessionId id) {
        super(HttpStatus.NOT_FOUND, "Energetic device with session_id " + id + " is not connected");
    }
}
