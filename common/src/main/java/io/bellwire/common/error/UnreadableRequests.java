package io.bellwire.common.error;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.net.URISyntaxException;
import org.springframework.http.HttpStatus;

/**
 * Answers what is no readable HTTP request with a problem, and ends the connection. Reactor Netty and Spring would
 * answer by themselves, with a status and nothing else.
 */
final class UnreadableRequests extends ChannelInboundHandlerAdapter {

    private final NettyProblems problems;
    private boolean refused;

    UnreadableRequests(NettyProblems problems) {
        this.problems = problems;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request && !isReadable(request)) {
            refused = true;
            FullHttpResponse answer = answer(request);
            ReferenceCountUtil.release(message);
            context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        } else {
            context.fireChannelRead(message);
        }
    }

    private static boolean isReadable(HttpRequest request) {
        if (request.decoderResult().isFailure() || !isHttp1(request)) {
            return false;
        }
        try {
            new URI(request.uri());
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** HTTP/2 begins with what looks like a request of HTTP/1. */
    private static boolean isHttp1(HttpRequest request) {
        return request.protocolVersion().majorVersion() == 1;
    }

    private FullHttpResponse answer(HttpRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            return refusal(HttpStatus.URI_TOO_LONG, "The address with its query has at most 16 KiB");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return refusal(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers have at most 16 KiB");
        }
        return refusal(
                HttpStatus.BAD_REQUEST,
                isHttp1(request) ? "This is not a valid HTTP request" : "HTTP/1.1 is expected here");
    }

    private FullHttpResponse refusal(HttpStatus status, String detail) {
        return problems.last(new ApiException(status, detail));
    }
}
