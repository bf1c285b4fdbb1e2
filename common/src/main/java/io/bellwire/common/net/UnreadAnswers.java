package io.bellwire.common.net;

import io.bellwire.common.error.NettyProblems;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Answers are whole buffers until their callers have taken all of them. What those of more than {@value #SMALL} bytes hold at
 * a time is bounded, and one that would be more becomes a 503; a caller that takes nothing is dropped, when two looks have
 * found it at the same byte. WebSockets look after themselves.
 */
final class UnreadAnswers extends IdleStateHandler {

    private static final int SMALL = 64 * 1024;
    private static final boolean NOTE_EACH_BYTE_THAT_LEAVES = true;

    private final NettyProblems problems;
    private final ByteBudget budget;

    /**
     * @param budget of all connections
     * @param interval between two looks
     */
    UnreadAnswers(NettyProblems problems, ByteBudget budget, Duration interval) {
        super(NOTE_EACH_BYTE_THAT_LEAVES, 0, interval.toMillis(), 0, TimeUnit.MILLISECONDS);
        this.problems = problems;
        this.budget = budget;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof FullHttpResponse answer && answer.content().readableBytes() > SMALL) {
            writeWithin(context, answer, promise.unvoid());
        } else {
            super.write(context, message, promise);
        }
        if (message instanceof HttpResponse response
                && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            context.pipeline().remove(this);
        }
    }

    private void writeWithin(ChannelHandlerContext context, FullHttpResponse answer, ChannelPromise promise)
            throws Exception {
        int bytes = answer.content().readableBytes();
        if (budget.tryTake(bytes)) {
            promise.addListener(done -> budget.giveBack(bytes));
            super.write(context, answer, promise);
        } else {
            answer.release();
            promise.addListener(ChannelFutureListener.CLOSE);
            super.write(context, problems.last(ByteBudget.exhausted()), promise);
        }
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
        if (event.state() == IdleState.WRITER_IDLE && !event.isFirst() && hasMoreToTake(context)) {
            context.close();
        }
    }

    private static boolean hasMoreToTake(ChannelHandlerContext context) {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return buffer != null && !buffer.isEmpty();
    }
}
