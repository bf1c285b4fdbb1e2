package io.bellwire.localservices;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Redis 6.2 server in a folder, on loopback, without a password. Its data survives restarts (append-only file,
 * written through once a second).
 *
 * <p>The server ends with {@link #close()} or with this process. One that a killed run left behind in the same
 * folder is ended by the next start.
 */
public final class LocalRedis implements AutoCloseable {

    public static final String HOST = "127.0.0.1";

    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofSeconds(4);

    private final LockedFolder folder;
    private final int port;
    private final Path program;
    private final Thread endWithProcess;
    private volatile @Nullable Process server;

    private LocalRedis(LockedFolder folder, int port, Path program, Runnable closeClients) {
        this.folder = folder;
        this.port = port;
        this.program = program;
        this.endWithProcess = ShutdownHooks.hook("end-redis", closeClients, this::end);
    }

    /** A server to be started in a folder, which is created where it is missing. */
    public static Setup in(Path folder) {
        return new Setup(folder);
    }

    public int port() {
        return port;
    }

    /** The server's process, for tests that freeze or kill it. */
    public ProcessHandle process() {
        Process running = server;
        if (running == null) {
            throw new IllegalStateException("Redis is not running");
        }
        return running.toHandle();
    }

    /** Ends the server after it has written what it holds. */
    @Override
    public void close() {
        ShutdownHooks.remove(endWithProcess);
        end();
    }

    private synchronized void end() {
        Process running = server;
        server = null;
        if (running != null) {
            running.destroy();
            try {
                if (!running.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    running.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                running.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        folder.close();
    }

    private LocalRedis start(boolean durable) {
        Path log = folder.path().resolve("redis.log");
        Runtime.getRuntime().addShutdownHook(endWithProcess);
        try {
            Process started = new ProcessBuilder(command(durable))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            server = started;
            awaitAnswer(started);
            return this;
        } catch (IOException | RuntimeException e) {
            close();
            throw new LocalServiceException("Redis did not start; its log is " + log, e);
        }
    }

    private List<String> command(boolean durable) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            // or Ctrl-C in a terminal would end Redis before the services that still use it
            command.add(SETSID.toString());
        }
        command.addAll(List.of(program.toString(), "--bind", HOST, "--port", Integer.toString(port)));
        command.addAll(
                List.of("--dir", folder.path().toString(), "--save", "", "--appendonly", durable ? "yes" : "no"));
        // the process title would replace the command line, by which Leftovers recognises the process
        command.addAll(List.of("--set-proc-title", "no"));
        return command;
    }

    private void awaitAnswer(Process started) throws IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers()) {
            if (!started.isAlive() || System.nanoTime() > end) {
                throw new IOException("no answer to PING");
            }
            try {
                // nothing tells when another process has come as far: it is asked again
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for Redis", e);
            }
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(HOST, port), 500);
            socket.setSoTimeout(500);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** How a server is to be started. */
    public static final class Setup {

        private final Path folder;
        private int port;
        private String portOption = "another port number";
        private boolean durable = true;
        private Runnable closeClients = () -> {};

        private Setup(Path folder) {
            this.folder = folder;
        }

        /**
         * The port to listen on; any free one without this.
         *
         * @param option the option to name to a person when the port is taken, such as {@code --redis-port}
         */
        public Setup port(int port, String option) {
            this.port = port;
            this.portOption = option;
            return this;
        }

        /** In memory alone: the data ends with the server. */
        public Setup forTests() {
            this.durable = false;
            return this;
        }

        /**
         * What to do first when the process ends, so that the server outlives those who use it. Several servers may be
         * given the same: each runs it, at the same time, and waits for it.
         */
        public Setup closingFirst(Runnable clients) {
            this.closeClients = clients;
            return this;
        }

        /**
         * Starts the server and waits until it answers: some 50 ms, more with much data, at most 30 s.
         *
         * @throws PortTaken when something else listens on the port
         * @throws FolderInUse when another run works in the folder
         * @throws LocalServiceException when the server does not start for another reason
         */
        public LocalRedis start() {
            LockedFolder locked = LockedFolder.lock(folder);
            try {
                Path program = Programs.redis();
                Leftovers.end(locked.path());
                if (port == 0) {
                    port = Ports.free();
                } else {
                    Ports.requireFree("Redis", port, portOption);
                }
                return new LocalRedis(locked, port, program, closeClients).start(durable);
            } catch (IOException e) {
                locked.close();
                throw new LocalServiceException("Redis cannot be unpacked: " + e.getMessage(), e);
            } catch (RuntimeException e) {
                locked.close();
                throw e;
            }
        }
    }
}
