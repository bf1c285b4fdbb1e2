package io.bellwire.common.net;

import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.NettyProblems;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import reactor.netty.NettyPipeline;

/**
 * Ends the connection of a request that does not arrive in time, head or body, with a 408, or whose body turns out not to be HTTP, with a
 * 400; without either where it was answered before. Reactor Netty would end the former without a word, and the latter with a
 * status and nothing else, whoever may be about to answer.
 */
final class UnfinishedRequests extends ChannelDuplexHandler {

    private final NettyProblems problems;
    private final Duration limit;
    private final FirstBytes firstBytes = new FirstBytes();
    private boolean hasBegun;
    private boolean isArriving;
    private boolean refused;
    private int unanswered;
    private boolean isAnswering;
    private @Nullable ScheduledFuture<?> timeout;

    UnfinishedRequests(NettyProblems problems, Duration limit) {
        this.problems = problems;
        this.limit = limit;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.pipeline().addBefore(NettyPipeline.HttpCodec, "bellwire.firstBytes", firstBytes);
    }

    /** Ahead of the codec, which hands on whole heads alone. */
    private final class FirstBytes extends ChannelInboundHandlerAdapter {

        /** Empty lines between requests are none. */
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes && bytes.forEachByte(ByteProcessor.FIND_NON_CRLF) >= 0) {
                hasBegun = true;
            }
            context.fireChannelRead(message);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        hasBegun = false;
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest) {
            isArriving = true;
            unanswered++;
        } else if (message instanceof HttpContent body && body.decoderResult().isFailure()) {
            body.release();
            cancel();
            refuse(context, ApiException.badRequest("This is not a valid HTTP request"));
            return;
        }
        if (message instanceof LastHttpContent) {
            isArriving = false;
            cancel();
        }
        context.fireChannelRead(message);
    }

    /** Most requests have arrived as a whole by then, and need no timer. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if ((hasBegun || isArriving) && timeout == null) {
            timeout = context.executor().schedule(() -> end(context), limit.toMillis(), TimeUnit.MILLISECONDS);
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response
                && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            unanswered--;
            isAnswering = true;
        }
        if (message instanceof LastHttpContent) {
            isAnswering = false;
        }
        context.write(message, promise);
        if (message instanceof HttpResponse response
                && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            context.pipeline().remove(firstBytes);
            context.pipeline().remove(this);
        }
    }

    private void end(ChannelHandlerContext context) {
        String detail = "The request did not arrive within " + limit.toSeconds() + " s";
        refuse(context, new ApiException(HttpStatus.REQUEST_TIMEOUT, detail));
    }

    private void refuse(ChannelHandlerContext context, ApiException answer) {
        refused = true;
        if (unanswered == (isArriving ? 1 : 0) && !isAnswering) {
            context.writeAndFlush(problems.last(answer)).addListener(ChannelFutureListener.CLOSE);
        } else {
            context.close();
        }
    }

    private void cancel() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel();
    }
}
