package io.bellwire.worker.sessions;

import io.bellwire.common.error.ApiException;
import org.springframework.http.HttpStatus;

/** 504: a command was on its way when its answer failed to come. It is never repeated by itself. */
public final class OutcomeUnknown extends ApiException {

    public OutcomeUnknown(String detail) {
        super(HttpStatus.GATEWAY_TIMEOUT, detail);
    }
}
