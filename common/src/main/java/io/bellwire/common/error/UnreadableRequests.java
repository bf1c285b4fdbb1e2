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
            return refusal(HttpStatus.URI_TOO_LONG, "The address with its query has at most 16 KiB");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return refusal(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers have at most 16 KiB");
        }
        return refusal(HttpStatus.BAD_REQUEST, "This is not a valid HTTP request");
    }

    private FullHttpResponse refusal(HttpStatus status, String detail) {
        return problems.last(new ApiException(status, detail));
    }
}
