package io.bellwire.localservices;

import org.jspecify.annotations.Nullable;

/** A local service could not be started; the message is a sentence to show to a person as it is. */
public class LocalServiceException extends RuntimeException {

    LocalServiceException(String message) {
        super(message);
    }

    LocalServiceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
