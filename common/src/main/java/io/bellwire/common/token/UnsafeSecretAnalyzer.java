package io.bellwire.common.token;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A sentence for the operator in place of a stack trace. */
final class UnsafeSecretAnalyzer extends AbstractFailureAnalyzer<UnsafeSecret> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnsafeSecret cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Set JWT_SECRET to the same random text of at least 32 bytes for every instance of both services:"
                        + " openssl rand -hex 32",
                cause);
    }
}
