package io.bellwire.common.settings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What holds for the whole instance.
 *
 * @param environment {@code production} (default) or {@code development}
 */
@Validated
@ConfigurationProperties("bellwire")
public record InstanceSettings(@DefaultValue("production") Environment environment) {}
