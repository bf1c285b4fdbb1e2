package io.bellwire.testsupport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A TCP proxy on a loopback port that does to a wire what networks do. Faults are switched while it runs, hold for open
 * and for new connections, and may be combined; {@link #heal()} ends them all.
 */
public final class WireProxy implements AutoCloseable {

    /** Bytes the kernel may keep for each connection and direction. */
    private static final int NARROW = 16 * 1024;

    private final InetSocketAddress server;
    private final int kernelBytes;
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("wire-proxy", true), NioIoHandler.newFactory());
    private final Set<WireLink> links = ConcurrentHashMap.newKeySet();
    private final Channel listening;
    private volatile WireFaults faults = WireFaults.NONE;

    private WireProxy(InetSocketAddress server, int kernelBytes) {
        this.server = server;
        this.kernelBytes = kernelBytes;
        this.listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, kernelBytes == 0 ? null : kernelBytes)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel client) {
                        accept(client);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    /** A wire without faults to a server, which need not be there yet. */
    public static WireProxy to(String host, int port) {
        return new WireProxy(new InetSocketAddress(host, port), 0);
    }

    /** One that keeps little itself, so that a server soon feels that a client does not read. */
    public static WireProxy narrow(String host, int port) {
        return new WireProxy(new InetSocketAddress(host, port), NARROW);
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Open connections. */
    public int connections() {
        return links.size();
    }

    /** Resets all connections, and every new one, until {@link #heal()}. */
    public void cut() {
        change(now -> now.withCut(true));
        resetAll();
    }

    /**
     * Half-open: connections stay, new ones are taken, and no byte, FIN or RST passes in either direction until
     * {@link #heal()}; then what waited goes on its way.
     */
    public void hold() {
        change(now -> now.withHold(true));
    }

    /** The connections that are open now are half-open for good; new ones are whole. */
    public void strand() {
        onLoop(() -> links.forEach(WireLink::strand));
    }

    /** Each way takes that much longer. */
    public void delay(Duration each) {
        change(now -> now.withDelayNanos(each.toNanos()));
    }

    /** Bytes travel in pieces of at most {@code bytes}, both ways. */
    public void slice(int bytes) {
        change(now -> now.withSlice(bytes));
    }

    /** At most that many bytes a second reach the client of each connection. */
    public void throttle(int bytesPerSecond) {
        change(now -> now.withBytesPerSecond(bytesPerSecond));
    }

    /** What the client says arrives; what the server answers is lost. Connections that lost something are reset by {@link #heal()}. */
    public void dropAnswers() {
        change(now -> now.withDropAnswers(true));
    }

    /**
     * Whether something was lost on a connection that is still open.
     *
     * @param portAtServer the port from which it reached the server
     */
    public boolean hasLost(int portAtServer) {
        return links.stream().anyMatch(link -> link.hasLost(portAtServer));
    }

    /** Resets the connections that are open now. */
    public void resetAll() {
        onLoop(() -> links.forEach(WireLink::reset));
    }

    /** Resets each connection that is open now, once that many more bytes have reached its client. */
    public void resetAfter(long bytesToClient) {
        onLoop(() -> links.forEach(link -> link.resetAfter(bytesToClient)));
    }

    /** Ends all faults, also resets that are still to come. */
    public void heal() {
        change(now -> WireFaults.NONE);
        resetAfter(Long.MAX_VALUE);
    }

    private void change(UnaryOperator<WireFaults> change) {
        onLoop(() -> {
            faults = change.apply(faults);
            links.forEach(link -> link.now(faults));
        });
    }

    /** When it returns, the fault is there. */
    private void onLoop(Runnable action) {
        loops.submit(action).syncUninterruptibly();
    }

    private void accept(Channel client) {
        if (faults.cut()) {
            WireLink.reset(client);
            return;
        }
        new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_RCVBUF, kernelBytes == 0 ? null : kernelBytes)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 2_000)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(server)
                .addListener((ChannelFutureListener) connected -> {
                    if (connected.isSuccess()) {
                        link(client, connected.channel());
                    } else {
                        WireLink.reset(client);
                    }
                });
    }

    private void link(Channel client, Channel upstream) {
        WireLink link = new WireLink(client, upstream, faults);
        links.add(link);
        link.whenEnded(() -> links.remove(link));
        if (faults.cut()) {
            link.reset();
        } else {
            link.start();
            link.now(faults);
        }
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        resetAll();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
