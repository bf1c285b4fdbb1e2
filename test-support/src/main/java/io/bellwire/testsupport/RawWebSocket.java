package io.bellwire.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket client on a plain TCP socket that can misbehave: half frames, fragments, single bytes, frames of any
 * length, no answer to a ping, a reset. It does nothing by itself. A read without data fails after 20 s.
 */
public final class RawWebSocket implements AutoCloseable {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    /** A frame as it came; close frames carry code and reason in the payload. */
    public record Frame(boolean fin, int opcode, byte[] payload) {

        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        public int closeCode() {
            assertThat(opcode).as("opcode of a close frame").isEqualTo(CLOSE);
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
        }

        public String closeReason() {
            return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    private final Socket socket;
    private final DataInputStream in;

    private RawWebSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /**
     * Connects and does the handshake.
     *
     * @param uri a {@code ws:} or {@code http:} address
     * @param headers further header lines, each {@code Name: value}
     */
    public static RawWebSocket connect(URI uri, String... headers) {
        try {
            Socket socket = new Socket(uri.getHost(), uri.getPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Await.LIMIT.toMillis());
            RawWebSocket raw = new RawWebSocket(socket);
            raw.handshake(uri, headers);
            return raw;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handshake(URI uri, String... headers) throws IOException {
        String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        sendBytes(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        String response = readHead();
        assertThat(response)
                .startsWith("HTTP/1.1 101 ")
                .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new AssertionError("connection ended in the handshake: " + head);
            }
            head.append((char) b);
        }
        return head.toString();
    }

    /** A client's frame, masked, as bytes on the wire. */
    public static byte[] frame(boolean fin, int opcode, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
        out.writeBytes(header(fin, opcode, payload.length));
        byte[] mask = {0x37, (byte) 0xfa, 0x21, 0x3d};
        out.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ mask[i % 4]);
        }
        return out.toByteArray();
    }

    /** The head of a masked frame up to its length, without the mask: for frames whose payload never comes. */
    public static byte[] header(boolean fin, int opcode, long length) {
        ByteBuffer head = ByteBuffer.allocate(10);
        head.put((byte) ((fin ? 0x80 : 0) | opcode));
        if (length < 126) {
            head.put((byte) (0x80 | length));
        } else if (length < 65536) {
            head.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            head.put((byte) (0x80 | 127)).putLong(length);
        }
        byte[] bytes = new byte[head.position()];
        head.flip().get(bytes);
        return bytes;
    }

    public RawWebSocket sendFrame(boolean fin, int opcode, byte[] payload) {
        return sendBytes(frame(fin, opcode, payload));
    }

    public RawWebSocket sendText(String text) {
        return sendFrame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public RawWebSocket sendBytes(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each byte in a TCP segment of its own. */
    public RawWebSocket sendByteByByte(byte[] bytes) {
        for (byte b : bytes) {
            sendBytes(new byte[] {b});
        }
        return this;
    }

    /** The next frame, pings included. */
    public Frame readFrame() {
        try {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            assertThat(second & 0x80).as("a server's frame is not masked").isZero();
            long length = second & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = in.readNBytes(Math.toIntExact(length));
            return new Frame((first & 0x80) != 0, first & 0x0f, payload);
        } catch (IOException e) {
            throw new AssertionError("no frame: " + e, e);
        }
    }

    /** The next frame of a kind; others before it are passed over. */
    public Frame readFrame(int opcode) {
        Frame frame = readFrame();
        while (frame.opcode() != opcode) {
            frame = readFrame();
        }
        return frame;
    }

    /** Reads and drops what comes until the server ends the connection, with or without a close frame. */
    public void awaitEnd() {
        try {
            InputStream stream = socket.getInputStream();
            while (stream.read() >= 0) {
                // whatever it was, it was before the end
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the server did not end the connection", e);
        } catch (IOException reset) {
            // an end as well
        }
    }

    /** Ends the connection with a reset (RST) rather than a FIN. */
    public void reset() {
        SocketEnds.reset(socket);
    }

    @Override
    public void close() {
        SocketEnds.close(socket);
    }
}
