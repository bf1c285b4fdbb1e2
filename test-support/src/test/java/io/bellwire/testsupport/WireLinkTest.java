package io.bellwire.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WireLinkTest {

    private static final WireFaults HELD = WireFaults.NONE.withHold(true);

    private final EmbeddedChannel server = new EmbeddedChannel();

    private List<ByteBuf> serverSays(String... pieces) {
        List<ByteBuf> sent = Stream.of(pieces)
                .map(piece -> Unpooled.copiedBuffer(piece, StandardCharsets.US_ASCII))
                .toList();
        sent.forEach(server::writeInbound);
        return sent;
    }

    @Test
    void a_client_that_ends_while_it_is_written_to_is_no_failure_and_leaks_nothing() {
        EmbeddedChannel client = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                ReferenceCountUtil.release(message);
                context.close();
                promise.setFailure(new IllegalStateException("ended"));
            }
        });
        WireLink link = new WireLink(client, server, HELD);
        link.start();
        List<ByteBuf> sent = serverSays("one", "two");
        link.now(WireFaults.NONE);
        assertThat(sent).allMatch(bytes -> bytes.refCnt() == 0);
        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void what_goes_on_while_a_piece_is_being_written_follows_it() {
        WireLink[] itself = new WireLink[1];
        EmbeddedChannel client = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                context.write(message, promise);
                itself[0].writable(context.channel());
            }
        });
        itself[0] = new WireLink(client, server, HELD);
        itself[0].start();
        List<ByteBuf> sent = serverSays("one", "two", "three");
        itself[0].now(WireFaults.NONE.withSlice(2));
        StringBuilder received = new StringBuilder();
        for (ByteBuf bytes = client.readOutbound(); bytes != null; bytes = client.readOutbound()) {
            received.append(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
        }
        assertThat(received).hasToString("onetwothree");
        assertThat(sent).allMatch(bytes -> bytes.refCnt() == 0);
    }
}
