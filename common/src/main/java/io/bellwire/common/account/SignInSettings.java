package io.bellwire.common.account;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often a password may be guessed.
 *
 * @param failuresPerAccount of one account from one address within the window, 10 by default
 * @param failuresPerAddress from one address over all accounts within the window, 100 by default
 * @param window from the first failure on, 5 minutes by default
 */
@Validated
@ConfigurationProperties("bellwire.sign-in")
record SignInSettings(
        @DefaultValue("10") @Positive int failuresPerAccount,
        @DefaultValue("100") @Positive int failuresPerAddress,
        @DefaultValue("5m") Duration window) {}
