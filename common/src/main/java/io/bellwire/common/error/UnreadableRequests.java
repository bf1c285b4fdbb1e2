package io.bellwire.common.error;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers what is no readable HTTP request with a problem, and ends the connection. Reactor Netty and Spring would
 * answer by themselves, with a status and nothing else.
 */
final class UnreadableRequests extends ChannelInboundHandlerAdapter {

    private final JsonMapper json;
    private boolean refused;

    UnreadableRequests(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request && !isReadable(request)) {
            refused = true;
            Throwable cause = request.decoderResult().cause();
            ReferenceCountUtil.release(message);
            context.writeAndFlush(answer(cause)).addListener(ChannelFutureListener.CLOSE);
        } else {
            context.fireChannelRead(message);
        }
    }

    private static boolean isReadable(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return false;
        }
        try {
            new URI(request.uri());
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private FullHttpResponse answer(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return answer(HttpStatus.URI_TOO_LONG, "The address with its query has at most 16 KiB");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return answer(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers have at most 16 KiB");
        }
        return answer(HttpStatus.BAD_REQUEST, "This is not a valid HTTP request");
    }

    private FullHttpResponse answer(HttpStatus status, String detail) {
        Problem problem = Problem.of(status, status.getReasonPhrase(), detail, "", List.of());
        ByteBuf body = Unpooled.wrappedBuffer(json.writeValueAsBytes(problem));
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status.value()), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response;
    }
}
