package io.bellwire.common.token;

/** The service refuses to start: anyone could forge its tokens. */
final class UnsafeSecret extends IllegalStateException {

    UnsafeSecret(String message) {
        super(message);
    }
}
