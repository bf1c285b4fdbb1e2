package io.bellwire.localservices;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** PostgreSQL and Redis, started by a Java process of its own that can be killed. */
final class ServicesProcess {

    private final Process java;
    private final Map<String, Long> pids;
    private final BufferedReader output;

    private ServicesProcess(Process java, Map<String, Long> pids, BufferedReader output) {
        this.java = java;
        this.pids = pids;
        this.output = output;
    }

    static ServicesProcess start(Path folder) throws IOException {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServicesProcess.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = java.inputReader();
        Map<String, Long> pids = output.lines()
                .dropWhile(line -> !line.startsWith("up "))
                .findFirst()
                .map(line -> Stream.of(line.substring(3).split(" "))
                        .map(entry -> entry.split("="))
                        .collect(Collectors.toMap(entry -> entry[0], entry -> Long.valueOf(entry[1]))))
                .orElseThrow(() -> new IOException("did not start"));
        return new ServicesProcess(java, pids, output);
    }

    ProcessHandle java() {
        return java.toHandle();
    }

    long pid(String service) {
        return pids.get(service);
    }

    void kill9() throws InterruptedException {
        java.destroyForcibly().waitFor();
    }

    /** What it has to say until its end. */
    String lastWords() {
        return output.lines().collect(Collectors.joining("\n"));
    }

    /** Through the handle: otherwise the output would be closed at once. */
    void sigterm() throws InterruptedException {
        java.toHandle().destroy();
        java.waitFor();
    }

    public static void main(String[] args) throws InterruptedException {
        Path folder = Path.of(args[0]);
        AtomicInteger postgresPort = new AtomicInteger();
        AtomicInteger redisPort = new AtomicInteger();
        LocalPostgres postgres = LocalPostgres.in(folder.resolve("postgresql"))
                .closingFirst(() -> usePostgresOnceMore(postgresPort.get()))
                .start();
        postgresPort.set(postgres.port());
        LocalRedis redis = LocalRedis.in(folder.resolve("redis"))
                .closingFirst(() -> useRedisOnceMore(redisPort.get()))
                .start();
        redisPort.set(redis.port());
        long postmaster = Leftovers.in(folder.resolve("postgresql")).get(0).pid();
        System.out.println(
                "up postgres=" + postmaster + " redis=" + redis.process().pid() + " port=" + postgres.port());
        Thread.currentThread().join();
    }

    /**
     * A client that needs twice as long as its server takes to end, so that one that did not wait for it would be seen; each
     * uses its own server, for they end side by side.
     */
    private static void usePostgresOnceMore(int postgresPort) {
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        try (Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgresPort + "/postgres?user=" + LocalPostgres.USER)) {
            System.out.println(connection.isValid(1) ? "served to the last" : "no answer");
        } catch (SQLException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void useRedisOnceMore(int redisPort) {
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        try (Socket socket = new Socket("127.0.0.1", redisPort)) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            System.out.println(socket.getInputStream().read() == '+' ? "served to the last" : "no answer");
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
