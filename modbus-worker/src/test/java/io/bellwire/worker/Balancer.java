package io.bellwire.worker;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.NettyInbound;
import reactor.netty.NettyOutbound;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/** Hands each connection to the next of several ports that takes it, as a balancer without sticky sessions does. */
final class Balancer implements AutoCloseable {

    private final AtomicInteger turn = new AtomicInteger();
    private final DisposableServer server =
            TcpServer.create().host("127.0.0.1").port(0).handle(this::relay).bindNow();
    private volatile List<Integer> ports = List.of();

    static Balancer to(int... ports) {
        Balancer balancer = new Balancer();
        balancer.now(ports);
        return balancer;
    }

    void now(int... open) {
        ports = IntStream.of(open).boxed().toList();
    }

    int port() {
        return server.port();
    }

    private Publisher<Void> relay(NettyInbound fromClient, NettyOutbound toClient) {
        int first = turn.getAndIncrement();
        List<Integer> now = ports;
        return Flux.range(0, now.size())
                .concatMapDelayError(i -> TcpClient.create()
                        .host("127.0.0.1")
                        .port(now.get((first + i) % now.size()))
                        .connect()
                        .onErrorComplete())
                .next()
                .flatMap(upstream -> relay(fromClient, toClient, upstream));
    }

    private static Mono<Void> relay(NettyInbound fromClient, NettyOutbound toClient, Connection upstream) {
        return Mono.firstWithSignal(
                        upstream.outbound().send(fromClient.receive().retain()).then(),
                        toClient.send(upstream.inbound().receive().retain()).then())
                .onErrorComplete()
                .doFinally(end -> upstream.dispose());
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
