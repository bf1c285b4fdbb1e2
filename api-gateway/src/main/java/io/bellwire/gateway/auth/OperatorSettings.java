package io.bellwire.gateway.auth;

import jakarta.validation.constraints.AssertTrue;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The first operator, made at the start where it is missing.
 *
 * @param email of the account, which becomes an operator's where it exists and the password is its own; none by default
 * @param password of the account, 8 to 72 bytes; not looked at where the account is an operator's already
 */
@Validated
@ConfigurationProperties("bellwire.operator")
record OperatorSettings(
        @DefaultValue("") String email, @DefaultValue("") String password) {

    boolean isSet() {
        return !email.isBlank();
    }

    @AssertTrue(message = "an operator's password has 8 to 72 bytes")
    boolean isPasswordAcceptable() {
        return !isSet() || PasswordLength.Validator.accepts(password);
    }

    @AssertTrue(message = "an operator's email must be an e-mail address")
    boolean isEmailAcceptable() {
        return !isSet() || email.contains("@");
    }

    @Override
    public String toString() {
        return "OperatorSettings[]";
    }
}
