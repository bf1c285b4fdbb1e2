package io.bellwire.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP/1.1 client on a plain TCP socket that can misbehave: requests that are none, several ahead of their answers, bodies
 * in chunks of any size. A read without data fails after 20 s.
 */
public final class RawHttp implements AutoCloseable {

    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    /** An answer to which there is a content length. */
    public record RawAnswer(String head, String body) {

        public int status() {
            return Integer.parseInt(head.substring(9, 12));
        }
    }

    private final Socket socket;

    private RawHttp(Socket socket) {
        this.socket = socket;
    }

    /** @param port one of this machine */
    public static RawHttp connect(int port) {
        try {
            Socket socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout((int) Await.LIMIT.toMillis());
            return new RawHttp(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param text of a request or a part of one, its lines ended by CR and LF */
    public RawHttp send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The head of a {@code POST} whose JSON body comes in chunks. */
    public RawHttp beginPost(String path, String token) {
        return send("POST " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    /** A part of a body, in one chunk. */
    public RawHttp sendChunk(String body) {
        return send(Integer.toHexString(body.length()) + "\r\n" + body + "\r\n");
    }

    /** A part of a body, each byte a chunk of its own. */
    public RawHttp sendByteByByte(String body) {
        StringBuilder chunks = new StringBuilder();
        body.chars().forEach(c -> chunks.append("1\r\n").append((char) c).append("\r\n"));
        return send(chunks.toString());
    }

    public RawAnswer endBody() {
        return send("0\r\n\r\n").nextAnswer();
    }

    /** Waits until an answer has begun to come, and takes its first byte away. */
    public RawHttp awaitFirstByte() {
        try {
            assertThat(socket.getInputStream().read()).as("the first byte").isNotNegative();
            return this;
        } catch (IOException e) {
            throw new AssertionError("no answer: " + e, e);
        }
    }

    public RawAnswer nextAnswer() {
        try {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int b = in.read();
                assertThat(b).as("connection ended in an answer: %s", head).isNotNegative();
                head.append((char) b);
            }
            Matcher length = CONTENT_LENGTH.matcher(head);
            assertThat(length.find()).as("length in %s", head).isTrue();
            byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
            return new RawAnswer(head.toString(), new String(body, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError("no answer: " + e, e);
        }
    }

    /** Everything until the server ends the connection. */
    public String readAll() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("no end: " + e, e);
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
