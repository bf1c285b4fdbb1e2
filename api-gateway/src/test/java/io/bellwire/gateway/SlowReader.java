package io.bellwire.gateway;

import io.bellwire.testsupport.Json;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * A WebSocket client that reads at the pace it is told to, through a receive buffer of a few KiB as on a thin line, so
 * that its pace is the pace of the server's sending. It answers the pings that it gets to read.
 */
public final class SlowReader implements AutoCloseable {

    private static final int FIN = 0x80;
    private static final int SLICES = 20;
    private static final byte[] EMPTY_PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

    private final Socket socket = new Socket();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private volatile int bytesPerSecond = Integer.MAX_VALUE;
    private volatile long endedAt;
    private volatile int closeCode = 1006;

    private SlowReader(URI uri) throws IOException {
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        socket.setTcpNoDelay(true);
        String request = "GET " + uri.getRawPath() + "?" + uri.getRawQuery() + " HTTP/1.1\r\nHost: gateway\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        Thread reader = new Thread(this::read, "slow reader");
        reader.setDaemon(true);
        reader.start();
    }

    public static SlowReader at(URI uri) {
        try {
            return new SlowReader(uri);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on; 0 is not at all. */
    public SlowReader reads(int bytes) {
        bytesPerSecond = bytes;
        return this;
    }

    public SlowReader readsAsFastAsItCan() {
        return reads(Integer.MAX_VALUE);
    }

    /** All text messages so far. */
    public List<JsonNode> messages() {
        return messages.stream().map(Json::parse).toList();
    }

    public boolean hasEnded() {
        return endedAt != 0;
    }

    /** As of {@link System#nanoTime()}. */
    public long endedAt() {
        return endedAt;
    }

    /** 1006 where the connection ended without a close frame. */
    public int closeCode() {
        return closeCode;
    }

    private void read() {
        try (DataInputStream in = new DataInputStream(new Paced(socket.getInputStream()))) {
            for (int newlines = 0; newlines < 4; ) {
                int b = in.readUnsignedByte();
                newlines = b == '\r' || b == '\n' ? newlines + 1 : 0;
            }
            while (true) {
                take(in);
            }
        } catch (IOException end) {
            endedAt = System.nanoTime();
        }
    }

    private void take(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int opcode = first & 0x0f;
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        if (opcode <= 1) {
            text.writeBytes(payload);
            if ((first & FIN) != 0) {
                messages.add(text.toString(StandardCharsets.UTF_8));
                text.reset();
            }
        } else if (opcode == 8 && payload.length >= 2) {
            closeCode = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        } else if (opcode == 9) {
            socket.getOutputStream().write(EMPTY_PONG);
        }
    }

    private final class Paced extends FilterInputStream {

        private Paced(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            while (bytesPerSecond == 0) {
                pause(TimeUnit.MILLISECONDS.toNanos(10));
            }
            int pace = bytesPerSecond;
            int count = super.read(bytes, offset, Math.min(length, Math.max(1, pace / SLICES)));
            if (pace < Integer.MAX_VALUE && count > 0) {
                pause(TimeUnit.SECONDS.toNanos(count) / pace);
            }
            return count;
        }

        private void pause(long nanos) {
            try {
                TimeUnit.NANOSECONDS.sleep(nanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
