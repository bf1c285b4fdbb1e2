package io.bellwire.common.deviceapi;

import io.bellwire.common.json.VerbatimJson;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /send_message}.
 *
 * @param sessionToken the device's {@code session_id}, under the name this call has always had
 * @param data passed on to the device unchanged
 */
public record SendMessage(
        @NotNull(message = "is required") @Nullable String sessionToken,
        @NotNull(message = "is required") @Nullable VerbatimJson data) {}
