package io.bellwire.common.deviceapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code POST /broadcast_modbus_command}.
 *
 * @param totalDevices that the command was meant for
 * @param sentSuccessfully to whose socket it was written
 * @param failed which did not take it in 2 s
 * @param hexCommand what was sent, lower case, space-separated
 * @param partial true where an instance did not answer, else absent
 * @param crcValid false where the CRC was wrong and sent as given, else absent
 * @param expectedCrc the right one, where it was wrong
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BroadcastComplete(
        String detail,
        int totalDevices,
        int sentSuccessfully,
        int failed,
        String hexCommand,
        @Nullable Boolean partial,
        @Nullable Boolean crcValid,
        @Nullable String expectedCrc) {}
