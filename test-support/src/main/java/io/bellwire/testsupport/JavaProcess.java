package io.bellwire.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A main class in a process of its own, on the class path of the tests, to be frozen, ended and killed. */
public final class JavaProcess implements AutoCloseable {

    private static final int MAX_LINES = 2_000;

    private final Process process;
    private final Deque<String> output = new ArrayDeque<>();

    private JavaProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it with a small heap; it ends with this process at the latest. */
    public static JavaProcess start(Class<?> main, String... arguments) {
        return start(List.of("-Xmx256m", "-XX:MaxDirectMemorySize=128m"), main, arguments);
    }

    /** @param options for the virtual machine */
    public static JavaProcess start(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
                .forEach(command::add);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        try {
            JavaProcess started = new JavaProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Signals.kill(started.process.toHandle())));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** SIGSTOP: it keeps its sockets, and answers nobody. */
    public void freeze() {
        Signals.freeze(process.toHandle());
    }

    /** SIGCONT: it goes on where it was. */
    public void thaw() {
        Signals.thaw(process.toHandle());
    }

    /** SIGKILL; its end is awaited. */
    public void kill() {
        Signals.kill(process.toHandle());
    }

    /** SIGTERM; its end is not awaited. */
    public void terminate() {
        process.toHandle().destroy();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end and gives its exit code, 143 after SIGTERM. */
    public int awaitExit(Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("Still running after " + limit + ":\n" + output());
    }

    /** The last {@value #MAX_LINES} lines of what it printed. */
    public String output() {
        synchronized (output) {
            return output.stream().collect(Collectors.joining("\n"));
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (output) {
                    output.addLast(line);
                    if (output.size() > MAX_LINES) {
                        output.removeFirst();
                    }
                }
            }
        } catch (IOException ended) {
            // the pipe was closed when the process was killed
        }
    }

    @Override
    public void close() {
        kill();
    }
}
