package io.bellwire.common.net;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Whom a request is believed to come from.
 *
 * @param trustedProxies networks in CIDR form whose {@code X-Forwarded-For} is believed; none by default
 * @param allowedOrigins browser origins that may call, such as {@code https://app.example.com}; none by default
 */
@Validated
@ConfigurationProperties("bellwire")
record OriginSettings(
        @DefaultValue({}) List<Network> trustedProxies,
        @DefaultValue({}) List<String> allowedOrigins) {}
