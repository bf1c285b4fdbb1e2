package io.bellwire.common.error;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Problems for requests that never get as far as Spring. */
@Component
public final class NettyProblems {

    private final JsonMapper json;

    NettyProblems(JsonMapper json) {
        this.json = json;
    }

    /** {@code answer} as the last one of its connection; to end that is up to the caller. */
    public FullHttpResponse last(ApiException answer) {
        HttpStatus status = answer.status();
        Problem problem = Problem.of(status, status.getReasonPhrase(), answer.detail(), "", answer.errors());
        ByteBuf body = Unpooled.wrappedBuffer(json.writeValueAsBytes(problem));
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status.value()), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (answer.retryAfter() != null) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, Problems.wholeSeconds(answer.retryAfter()));
        }
        return response;
    }
}
