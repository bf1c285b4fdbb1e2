package io.bellwire.worker.sessions;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How other instances know this one.
 *
 * @param name what its id begins with, for people to know it by; the rest is random, and another at every start
 * @param address an {@code http://} address that reaches this instance and no other, of this host by default; a host
 *     name with an underscore is no valid one
 */
@Validated
@ConfigurationProperties("bellwire.worker")
record WorkerSettings(@Nullable String name, @Nullable String address) {}
