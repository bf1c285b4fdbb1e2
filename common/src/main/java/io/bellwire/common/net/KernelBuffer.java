package io.bellwire.common.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Linux would take megabytes for a peer that reads slowly, which are out of our sight: by the time it takes more,
 * a reader of 1 KiB/s has not moved for minutes.
 */
final class KernelBuffer {

    private static final Logger log = LoggerFactory.getLogger(KernelBuffer.class);
    private static final long MAX_UNSENT = 16 * 1024;

    private KernelBuffer() {}

    /** Leaves at most {@value #MAX_UNSENT} unsent bytes to the kernel, where the transport can say so. */
    static void keepSmall(Channel channel) {
        if (channel instanceof EpollSocketChannel tcp) {
            try {
                tcp.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MAX_UNSENT);
            } catch (ChannelException closed) {
                log.debug("{} has ended already", channel);
            }
        }
    }
}
