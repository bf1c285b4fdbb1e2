package io.bellwire.gateway.auth;

import io.bellwire.common.account.PasswordVerifier;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** 8 to 72 bytes of UTF-8; null passes. */
@Constraint(validatedBy = PasswordLength.Validator.class)
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@interface PasswordLength {

    String message() default "must be 8 to 72 bytes long";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    final class Validator implements ConstraintValidator<PasswordLength, String> {

        private static final int MIN_BYTES = 8;

        static boolean accepts(String password) {
            int bytes = password.getBytes(StandardCharsets.UTF_8).length;
            return bytes >= MIN_BYTES && bytes <= PasswordVerifier.MAX_BYTES;
        }

        @Override
        public boolean isValid(@Nullable String password, ConstraintValidatorContext context) {
            return password == null || accepts(password);
        }
    }
}
