package io.bellwire.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One command to a Redis, past everything else. */
public final class RawRedis {

    private RawRedis() {}

    /** The first line of the answer, with its type, such as {@code +OK} or {@code :2}. */
    public static String command(String host, int port, Object... words) {
        try (Socket redis = new Socket(host, port)) {
            ByteArrayOutputStream command = new ByteArrayOutputStream();
            command.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (Object word : words) {
                byte[] bytes =
                        word instanceof byte[] binary ? binary : word.toString().getBytes(StandardCharsets.UTF_8);
                command.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
                command.writeBytes(bytes);
                command.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            redis.getOutputStream().write(command.toByteArray());
            StringBuilder line = new StringBuilder();
            for (int b = redis.getInputStream().read();
                    b >= 0 && b != '\r';
                    b = redis.getInputStream().read()) {
                line.append((char) b);
            }
            return line.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
