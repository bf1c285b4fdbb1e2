package io.bellwire.testsupport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.net.InetSocketAddress;

/** One connection through the proxy: two channels on one event loop, and a pipe each way. */
final class WireLink {

    private final Channel client;
    private final Channel server;
    private final WirePipe toServer;
    private final WirePipe toClient;
    private volatile boolean lossy;
    private boolean stranded;

    WireLink(Channel client, Channel server, WireFaults faults) {
        this.client = client;
        this.server = server;
        this.toServer = new WirePipe(this, client, server, faults, false);
        this.toClient = new WirePipe(this, server, client, faults, true);
    }

    void start() {
        client.pipeline().addLast(toServer);
        server.pipeline().addLast(toClient);
        toServer.start();
        toClient.start();
    }

    void strand() {
        now(WireFaults.NONE.withHold(true));
        stranded = true;
    }

    void now(WireFaults faults) {
        if (stranded) {
            return;
        }
        if (lossy && !faults.dropAnswers()) {
            reset();
            return;
        }
        toServer.now(faults);
        toClient.now(faults);
    }

    void resetAfter(long bytes) {
        toClient.resetAfter(bytes);
    }

    void lost() {
        lossy = true;
    }

    boolean hasLost(int portAtServer) {
        return lossy && server.localAddress() instanceof InetSocketAddress address && address.getPort() == portAtServer;
    }

    /** The other way can be written to again. */
    void writable(Channel channel) {
        (channel == client ? toClient : toServer).pump();
    }

    void reset() {
        reset(client);
        reset(server);
    }

    static void reset(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }

    void whenEnded(Runnable action) {
        GenericFutureListener<Future<Void>> ended = closed -> {
            if (!client.isOpen() && !server.isOpen()) {
                action.run();
            }
        };
        client.closeFuture().addListener(ended);
        server.closeFuture().addListener(ended);
    }
}
