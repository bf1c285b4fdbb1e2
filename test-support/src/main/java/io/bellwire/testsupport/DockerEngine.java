package io.bellwire.testsupport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Whether a Docker engine answers, asked without Testcontainers, which takes seconds and stack traces to say no. */
final class DockerEngine {

    private static final long LIMIT_MILLIS = 800;

    private DockerEngine() {}

    static boolean answers() {
        return CompletableFuture.supplyAsync(
                        () -> address().filter(DockerEngine::pings).isPresent())
                .exceptionally(unusableAddress -> false)
                .completeOnTimeout(false, LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }

    /** {@code DOCKER_HOST}, or the first socket file of those where Testcontainers looks. */
    private static Optional<SocketAddress> address() {
        String host = System.getenv("DOCKER_HOST");
        if (host != null && !host.isBlank()) {
            URI uri = URI.create(host);
            return Optional.of(
                    "unix".equals(uri.getScheme())
                            ? UnixDomainSocketAddress.of(uri.getPath())
                            : new InetSocketAddress(uri.getHost(), uri.getPort()));
        }
        return Stream.of(
                        "/var/run/docker.sock",
                        System.getenv("XDG_RUNTIME_DIR") + "/docker.sock",
                        System.getProperty("user.home") + "/.docker/run/docker.sock",
                        System.getProperty("user.home") + "/.docker/desktop/docker.sock")
                .map(Path::of)
                .filter(Files::exists)
                .<SocketAddress>map(UnixDomainSocketAddress::of)
                .findFirst();
    }

    private static boolean pings(SocketAddress address) {
        try (SocketChannel channel = SocketChannel.open(address)) {
            channel.write(ByteBuffer.wrap("GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(12);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {
                // until the status line is there, or the end
            }
            return new String(answer.array(), StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
        } catch (IOException | RuntimeException none) {
            return false;
        }
    }
}
