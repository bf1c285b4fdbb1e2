package io.bellwire.gateway.deviceproxy;

import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.FieldError;
import io.bellwire.common.error.Unavailable;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import tools.jackson.databind.JsonNode;

/** What a caller is told when a worker refuses, or does not answer. */
final class WorkerErrors {

    private WorkerErrors() {}

    /** The worker's own refusal comes through; anything else that is no success is nobody's answer. */
    static ApiException refusal(HttpStatusCode code, JsonNode problem) {
        HttpStatus status = HttpStatus.resolve(code.value());
        String detail = problem.path("detail").asString("");
        if (status == null || detail.isEmpty()) {
            return noUsableAnswer();
        }
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            return Unavailable.because(detail);
        }
        return status.is4xxClientError() || status == HttpStatus.GATEWAY_TIMEOUT
                ? new ApiException(status, detail, errors(problem))
                : noUsableAnswer();
    }

    private static List<FieldError> errors(JsonNode problem) {
        return problem.path("errors")
                .valueStream()
                .map(error -> new FieldError(
                        error.path("field").stringValue(""),
                        error.path("message").stringValue("")))
                .filter(error -> !error.field().isEmpty() && !error.message().isEmpty())
                .toList();
    }

    /**
     * No answer at all: nothing was done where the worker was only asked, or not even that.
     *
     * @param sent false where there was no connection, or none was free in time
     */
    static ApiException silence(Throwable error, HttpMethod method, boolean sent) {
        if (error instanceof ApiException answer) {
            return answer;
        }
        if (!(error instanceof WebClientRequestException) && !(error instanceof TimeoutException)) {
            return noUsableAnswer();
        }
        if (!sent || (method == HttpMethod.GET && !(error instanceof TimeoutException))) {
            return Unavailable.because("Energetic device WebSocket server is unavailable", error);
        }
        return new ApiException(
                HttpStatus.GATEWAY_TIMEOUT,
                method == HttpMethod.GET
                        ? "Energetic device WebSocket server did not answer in time"
                        : "Energetic device WebSocket server did not answer in time; whether it acted is not known");
    }

    static ApiException noUsableAnswer() {
        return new ApiException(HttpStatus.BAD_GATEWAY, "Energetic device WebSocket server gave no usable answer");
    }
}
