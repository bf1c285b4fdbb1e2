package io.bellwire.common.net;

import io.bellwire.common.error.ApiException;
import io.bellwire.common.error.NettyProblems;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Ends the connection of a request that does not arrive in time, with a 408, or whose body turns out not to be HTTP, with a
 * 400; without either where it was answered before. Reactor Netty would end the former without a word, and the latter with a
 * status and nothing else, whoever may be about to answer.
 */
final class UnfinishedRequests extends ChannelDuplexHandler {

    private final NettyProblems problems;
    private final Duration limit;
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
    public void channelRead(ChannelHandlerContext context, Object message) {
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
        if (isArriving && timeout == null) {
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
    }

    private void end(ChannelHandlerContext context) {
        String detail = "The request did not arrive within " + limit.toSeconds() + " s";
        refuse(context, new ApiException(HttpStatus.REQUEST_TIMEOUT, detail));
    }

    private void refuse(ChannelHandlerContext context, ApiException answer) {
        refused = true;
        if (unanswered == 1 && !isAnswering) {
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
