package io.bellwire.worker.devices;

import io.bellwire.common.deviceapi.SessionId;
import io.bellwire.common.token.UserId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** The devices of an account, connected or not. */
@Component
public class RegisteredDevices {

    private final DeviceRepository devices;

    RegisteredDevices(DeviceRepository devices) {
        this.devices = devices;
    }

    /**
     * In the order of their ids.
     *
     * @param owner null for everyone's
     * @param after the id before the first one, null for the beginning
     * @param limit how many at most
     */
    public Flux<RegisteredDevice> list(@Nullable UserId owner, @Nullable SessionId after, int limit) {
        return devices.list(owner, after, limit);
    }
}
