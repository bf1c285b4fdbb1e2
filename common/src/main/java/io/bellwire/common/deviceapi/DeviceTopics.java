package io.bellwire.common.deviceapi;

import io.bellwire.common.token.UserId;

/** Where on the bus the events of devices are: {@code device_connected}, {@code device_disconnected}, {@code device_data}. */
public final class DeviceTopics {

    /** All devices of all accounts, for operators. */
    public static final String ALL = "devices:";

    private DeviceTopics() {}

    /** The devices of one account. */
    public static String of(UserId owner) {
        return ALL + owner.value();
    }
}
