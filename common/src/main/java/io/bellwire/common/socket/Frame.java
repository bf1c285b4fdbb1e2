package io.bellwire.common.socket;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something to be sent to one peer. The same bytes may stand in the frames of many connections: they are encoded
 * once and never copied.
 */
public final class Frame {

    private enum Kind {
        CONTROL,
        EVENT,
        CONTINUATION,
        BINARY,
        PING
    }

    private static final int LATE_FRAME_BYTES = 128;
    private static final byte[] NOTHING = {};
    private static final Consumer<Boolean> NOBODY_ASKS = written -> {};

    private final Kind kind;
    private final Supplier<byte[]> bytes;
    private final int size;
    private final Consumer<Boolean> whenWritten;
    private final boolean isFinal;
    private final @Nullable Supplier<Iterator<byte[]>> pieces;

    private Frame(Kind kind, Supplier<byte[]> bytes, int size, Consumer<Boolean> whenWritten) {
        this(kind, bytes, size, whenWritten, true, null);
    }

    private Frame(
            Kind kind,
            Supplier<byte[]> bytes,
            int size,
            Consumer<Boolean> whenWritten,
            boolean isFinal,
            @Nullable Supplier<Iterator<byte[]>> pieces) {
        this.kind = kind;
        this.bytes = bytes;
        this.size = size;
        this.whenWritten = whenWritten;
        this.isFinal = isFinal;
        this.pieces = pieces;
    }

    /** A message that is never dropped for a slow peer: answers, errors, connection state. */
    public static Frame control(byte[] utf8) {
        return new Frame(Kind.CONTROL, () -> utf8, utf8.length, NOBODY_ASKS);
    }

    /** A message whose content is made only when its turn has come. */
    public static Frame late(Supplier<byte[]> utf8) {
        return new Frame(Kind.CONTROL, utf8, LATE_FRAME_BYTES, NOBODY_ASKS);
    }

    /** A message that something else can stand in for when a peer does not keep up. */
    public static Frame event(byte[] utf8) {
        return new Frame(Kind.EVENT, () -> utf8, utf8.length, NOBODY_ASKS);
    }

    /**
     * An event of any length, whose content is made piece by piece from when its turn has come, each piece when the peer has
     * taken those before it.
     *
     * @param utf8 its pieces, one at least, each of whole characters
     */
    public static Frame eventInPieces(Supplier<Iterator<byte[]>> utf8) {
        return new Frame(Kind.EVENT, () -> NOTHING, LATE_FRAME_BYTES, NOBODY_ASKS, true, utf8);
    }

    public static Frame binary(byte[] payload) {
        return new Frame(Kind.BINARY, () -> payload, payload.length, NOBODY_ASKS);
    }

    static Frame ping() {
        return new Frame(Kind.PING, () -> NOTHING, 2, NOBODY_ASKS);
    }

    /** {@code listener} hears once, on the event loop, whether the frame was written to the socket. */
    public Frame whenWritten(Consumer<Boolean> listener) {
        return new Frame(kind, bytes, size, listener);
    }

    boolean isEvent() {
        return kind == Kind.EVENT;
    }

    int size() {
        return size;
    }

    /** The frames that it is sent as: itself, but for an event in pieces. */
    Iterator<Frame> parts() {
        return pieces == null ? List.of(this).iterator() : new Parts(pieces.get());
    }

    private static final class Parts implements Iterator<Frame> {

        private final Iterator<byte[]> pieces;
        private Kind kind = Kind.EVENT;

        Parts(Iterator<byte[]> pieces) {
            this.pieces = pieces;
        }

        @Override
        public boolean hasNext() {
            return pieces.hasNext();
        }

        @Override
        public Frame next() {
            byte[] piece = pieces.next();
            Frame part = new Frame(kind, () -> piece, piece.length, NOBODY_ASKS, !pieces.hasNext(), null);
            kind = Kind.CONTINUATION;
            return part;
        }
    }

    void written(boolean success) {
        whenWritten.accept(success);
    }

    WebSocketFrame encode() {
        byte[] payload = bytes.get();
        return switch (kind) {
            case CONTROL, EVENT -> new TextWebSocketFrame(isFinal, 0, Unpooled.wrappedBuffer(payload));
            case CONTINUATION -> new ContinuationWebSocketFrame(isFinal, 0, Unpooled.wrappedBuffer(payload));
            case BINARY -> new BinaryWebSocketFrame(Unpooled.wrappedBuffer(payload));
            case PING -> new PingWebSocketFrame(Unpooled.EMPTY_BUFFER);
        };
    }

    @Override
    public String toString() {
        return "Frame[" + kind + ", " + size + " bytes]";
    }
}
