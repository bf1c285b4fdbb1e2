package io.bellwire.checker.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bellwire.checker.verify.Violation.Kind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

final class Violations {

    private Violations() {}

    static void assertViolation(Kind kind, ThrowingCallable deed) {
        Violation violation = catchThrowableOfType(Violation.class, deed);
        assertThat(violation).as("a violation").isNotNull();
        assertThat(violation.kind()).as(violation.getMessage()).isEqualTo(kind);
    }
}
