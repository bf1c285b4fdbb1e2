package io.bellwire.common.settings;

import io.bellwire.common.net.Network;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What holds for the whole instance.
 *
 * @param environment {@code production} (default) or {@code development}
 * @param trustedProxies networks in CIDR form whose {@code X-Forwarded-For} is believed; none by default
 * @param allowedOrigins browser origins that may call, such as {@code https://app.example.com}; none by default
 */
@Validated
@ConfigurationProperties("bellwire")
public record InstanceSettings(
        @DefaultValue("production") Environment environment,
        @DefaultValue({}) List<Network> trustedProxies,
        @DefaultValue({}) List<String> allowedOrigins) {}
