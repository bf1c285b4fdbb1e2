package io.bellwire.common.deviceapi;

import io.bellwire.common.json.VerbatimJson;
import io.netty.buffer.ByteBufUtil;

/** How much of what devices last reported one list may hold. Of those that do not fit, only the time is kept. */
public final class LastDataBudget {

    private long left;

    /** @param bytes of UTF-8 */
    public LastDataBudget(long bytes) {
        this.left = bytes;
    }

    /** The device, with its report where there is room for it. */
    public DeviceState fit(DeviceState device) {
        VerbatimJson data = device.lastData();
        if (data == null) {
            return device;
        }
        int bytes = ByteBufUtil.utf8Bytes(data.text());
        if (bytes > left) {
            return new DeviceState(
                    device.deviceId(), device.connected(), device.connectedAt(), null, device.lastDataAt());
        }
        left -= bytes;
        return device;
    }
}
