package io.bellwire.worker.commands;

import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What may be broadcast.
 *
 * @param allowedFunctions Modbus function codes in hex, such as {@code 06}, that may be broadcast although they are
 *     not among those known to change nothing; none by default
 */
@Validated
@ConfigurationProperties("bellwire.broadcast")
record BroadcastSettings(@DefaultValue({}) Set<String> allowedFunctions) {

    BroadcastSettings {
        allowedFunctions = allowedFunctions.stream()
                .map(code -> "%02x".formatted(Integer.parseInt(code, 16)))
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean allows(int functionCode) {
        return allowedFunctions.contains("%02x".formatted(functionCode));
    }
}
