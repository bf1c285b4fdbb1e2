package io.bellwire.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What a server answered to one request. */
public final class Answer {

    private final HttpRequest request;
    private final HttpResponse<byte[]> response;

    Answer(HttpRequest request, HttpResponse<byte[]> response) {
        this.request = request;
        this.response = response;
    }

    public int status() {
        return response.statusCode();
    }

    public HttpHeaders headers() {
        return response.headers();
    }

    /** The first value of a header, or an empty string. */
    public String header(String name) {
        return headers().firstValue(name).orElse("");
    }

    public String body() {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    public JsonNode json() {
        try {
            return Json.parse(body());
        } catch (JacksonException e) {
            throw new AssertionError("not JSON: " + this, e);
        }
    }

    /** The member {@code detail} where it is a string, as clients in the field show it. */
    public String detail() {
        return json().path("detail").asString("");
    }

    /** Fails with the whole answer when the status is another. */
    public Answer assertStatus(int status) {
        assertThat(status()).as("%s", this).isEqualTo(status);
        return this;
    }

    /** An RFC 9457 problem with this status, and a plain sentence as {@code detail} that contains the given text. */
    public Answer assertProblem(int status, String detailContains) {
        assertStatus(status);
        assertThat(header("Content-Type")).as("%s", this).startsWith("application/problem+json");
        JsonNode problem = json();
        assertThat(problem.path("status").asInt(-1)).as("status of %s", this).isEqualTo(status);
        assertThat(problem.path("title").isString()).as("title of %s", this).isTrue();
        assertThat(problem.path("type").isMissingNode() || problem.path("type").isString())
                .as("type of %s", this)
                .isTrue();
        assertThat(problem.path("detail").isString()).as("detail of %s", this).isTrue();
        assertThat(detail())
                .as("detail of %s", this)
                .isNotBlank()
                .contains(detailContains)
                .doesNotContain("Exception", "org.springframework", "io.bellwire", "reactor.", "\n");
        return this;
    }

    @Override
    public String toString() {
        return request.method() + " " + request.uri().getPath() + " -> " + status() + " " + body();
    }
}
