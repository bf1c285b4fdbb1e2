package io.bellwire.common.redis;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection on which commands wait while nothing at all comes back; Lettuce then opens another. The kernel does
 * so for a peer that is gone, but not for one behind which someone still acknowledges: a proxy, or a frozen process.
 */
final class SilenceDetector extends ChannelDuplexHandler {

    private static final Logger log = LoggerFactory.getLogger(SilenceDetector.class);
    private static final long NOTHING_ASKED = Long.MIN_VALUE;

    private final Duration limit;
    private long askedAt = NOTHING_ASKED;
    private @Nullable ScheduledFuture<?> checks;

    /** @param limit longer than the time limit of a command */
    SilenceDetector(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        long period = limit.dividedBy(4).toMillis();
        checks = context.executor().scheduleWithFixedDelay(() -> check(context), period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ScheduledFuture<?> running = checks;
        if (running != null) {
            running.cancel(false);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (askedAt == NOTHING_ASKED) {
            askedAt = System.nanoTime();
        }
        context.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        askedAt = NOTHING_ASKED;
        context.fireChannelRead(message);
    }

    private void check(ChannelHandlerContext context) {
        if (askedAt != NOTHING_ASKED && System.nanoTime() - askedAt > limit.toNanos()) {
            log.warn("Redis has been silent for {} s, connecting anew", limit.toSeconds());
            askedAt = NOTHING_ASKED;
            context.close();
        }
    }
}
