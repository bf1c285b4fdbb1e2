package io.bellwire.common.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;

/** Gives every 1009 our reason: Netty refuses a frame by itself, once it has read how long it is, in words of its own. */
final class TooBig extends ChannelOutboundHandlerAdapter {

    /** @param channel one that was upgraded to a WebSocket */
    static void explainOn(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(pipeline.context(WebSocketFrameDecoder.class).name(), "bellwire.tooBig", new TooBig());
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof CloseWebSocketFrame close && close.statusCode() == CloseReason.TOO_BIG.code()) {
            close.release();
            context.write(new CloseWebSocketFrame(CloseReason.TOO_BIG.code(), CloseReason.TOO_BIG.text()), promise);
        } else {
            context.write(message, promise);
        }
    }
}
