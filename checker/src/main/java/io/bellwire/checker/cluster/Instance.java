package io.bellwire.checker.cluster;

import io.bellwire.testsupport.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** One instance of a service: a process on a port that it keeps, to be killed, frozen and started again. */
public final class Instance {

    private static final List<String> LIMITS = List.of(
            "-Xmx192m",
            "-XX:MaxDirectMemorySize=96m",
            "-Dio.netty.leakDetection.level=paranoid",
            "-Dlogging.config=classpath:checked-process-logging.xml");

    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Pattern NEVER = Pattern.compile(" ERROR |LEAK:|OutOfMemoryError|StackOverflowError");

    private static final Pattern USED = Pattern.compile("generation +total [0-9]+K, used ([0-9]+)K");
    private static final int TRACE = 80;

    /**
     * Spring's and Reactor's of a transaction whose connection broke, which is answered with 503 where somebody still
     * waits for it; errors of what nobody waits for any more; and of a start for which something was
     * away, which is repeated.
     */
    private static final Pattern TO_BE_EXPECTED =
            Pattern.compile("TransactionalOperatorImpl|R2dbcTransactionManager|ReactorNettyClient Connection Error|"
                    + "onErrorDropped.*(R2DBC|R2dbc|NativeIoException|DataAccessResource|TimeoutException"
                    + "|SocketClosed|io.bellwire.common.error|released already due to cancellation)|"
                    + "SpringApplication|LoggingFailureAnalysisReporter");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String name;
    private final Class<?> main;
    private final int port;
    private final String[] arguments;
    private volatile JavaProcess process;
    private volatile boolean meantToRun;
    private volatile long maxRss;
    private volatile int startsRepeated;
    private volatile Duration exitTook = Duration.ZERO;

    Instance(String name, Class<?> main, int port, List<String> arguments) {
        this.name = name;
        this.main = main;
        this.port = port;
        this.arguments = arguments.toArray(String[]::new);
        this.process = launch();
    }

    private JavaProcess launch() {
        return JavaProcess.start(LIMITS, main, arguments);
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    /** Waits until it is ready; a start that failed since something was away is repeated, as a supervisor would. */
    public void awaitReady() {
        Awaitility.await(name + " ready")
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    if (!process.isAlive()) {
                        startsRepeated++;
                        process = launch();
                    }
                    return isReady();
                });
        meantToRun = true;
    }

    private boolean isReady() {
        return readiness().isReady();
    }

    private record Readiness(int status, String text) {

        boolean isReady() {
            return status == 200;
        }
    }

    private Readiness readiness() {
        URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
        try {
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            return new Readiness(answer.statusCode(), answer.body());
        } catch (IOException noAnswer) {
            return new Readiness(0, noAnswer.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it says is missing, if it is not ready. */
    public Optional<String> lack() {
        Readiness readiness = readiness();
        return readiness.isReady() ? Optional.empty() : Optional.of(name + ": " + readiness.text());
    }

    /** kill -9. */
    public void kill() {
        meantToRun = false;
        process.kill();
    }

    /** SIGTERM, and waits for the end. */
    public void terminate() {
        meantToRun = false;
        long start = System.nanoTime();
        process.terminate();
        process.awaitExit(STOP_LIMIT);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        exitTook = took.compareTo(exitTook) > 0 ? took : exitTook;
    }

    /** The longest time from SIGTERM to exit. */
    public Duration exitTook() {
        return exitTook;
    }

    public void startAgain() {
        process = launch();
        awaitReady();
    }

    public void freeze() {
        process.freeze();
    }

    public void thaw() {
        process.thaw();
    }

    /** What is wrong with the process itself, if anything. */
    public Optional<String> complaint() {
        JavaProcess running = process;
        if (meantToRun && !running.isAlive() && running == process) {
            return Optional.of(name + " ended by itself:\n" + running.output());
        }
        List<String> lines = running.output().lines().toList();
        for (int n = 0; n < lines.size(); n++) {
            if (NEVER.matcher(lines.get(n)).find()) {
                List<String> entry = lines.subList(n, Math.min(lines.size(), n + TRACE));
                if (!isForgiven(entry)) {
                    return Optional.of(name + " printed\n" + String.join("\n", entry));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isForgiven(List<String> entry) {
        String beginning = String.join("", entry.subList(0, Math.min(entry.size(), 2)));
        return !beginning.contains("LEAK:") && TO_BE_EXPECTED.matcher(beginning).find();
    }

    public String output() {
        return process.output();
    }

    /** The most memory it had so far, in MiB. */
    public long maxRssMebibytes() {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try {
            Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .forEach(kibibytes -> maxRss = Math.max(maxRss, kibibytes / 1024));
        } catch (IOException | UncheckedIOException ended) {
            // what it had before is known
        }
        return maxRss;
    }

    /** What is alive on the heap, in MiB, or -1 where the JVM does not say. */
    public long heapAfterCollectionMebibytes() {
        jcmd("GC.run");
        long kibibytes = 0;
        Matcher used = USED.matcher(jcmd("GC.heap_info"));
        while (used.find()) {
            kibibytes += Long.parseLong(used.group(1));
        }
        return kibibytes == 0 ? -1 : kibibytes / 1024;
    }

    private String jcmd(String what) {
        String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process jcmd = new ProcessBuilder(program, Long.toString(process.pid()), what)
                    .redirectErrorStream(true)
                    .start();
            return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException notInThisJdk) {
            return "";
        }
    }

    public int startsRepeated() {
        return startsRepeated;
    }

    void close() {
        meantToRun = false;
        process.close();
    }
}
