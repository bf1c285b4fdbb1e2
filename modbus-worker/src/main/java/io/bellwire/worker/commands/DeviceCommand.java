package io.bellwire.worker.commands;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.token.Caller;
import io.bellwire.common.token.UserId;
import io.bellwire.worker.devices.DeviceSession;
import io.bellwire.worker.sessions.OwnerForwarding.Call;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Something to be done with one device, where it is.
 *
 * @param expected the connection that another instance believes to be here; null where the caller asks us first
 * @param call to repeat to the instance that has the device
 * @param answer what that instance answers with
 * @param here what to do if the device is connected to this instance
 */
record DeviceCommand<T>(
        SessionId device,
        Caller caller,
        Awaited awaited,
        @Nullable String expected,
        Call call,
        Class<T> answer,
        Function<DeviceSession, Mono<T>> here) {

    boolean isAllowedFor(UserId owner) {
        return caller.isOperator() || caller.userId().equals(owner);
    }
}
