package io.bellwire.common.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.springframework.http.HttpStatusCode;

/**
 * An RFC 9457 problem. Clients in the field show {@code detail} and nothing else.
 *
 * @param type always {@code about:blank}: the status says what kind of problem it is
 * @param title the name of the status
 * @param status the HTTP status
 * @param detail one plain sentence
 * @param instance the path that was asked, without its query
 * @param errors what is wrong with single members, where the body or the parameters broke a rule
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(String type, String title, int status, String detail, String instance, List<FieldError> errors) {

    static Problem of(HttpStatusCode status, String title, String detail, String path, List<FieldError> errors) {
        return new Problem("about:blank", title, status.value(), detail, path, errors);
    }
}
