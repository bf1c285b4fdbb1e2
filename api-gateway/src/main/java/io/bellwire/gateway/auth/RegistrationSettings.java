package io.bellwire.gateway.auth;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may have an account.
 *
 * @param open whether anyone may register, true by default
 */
@ConfigurationProperties("bellwire.registration")
record RegistrationSettings(@DefaultValue("true") boolean open) {}
