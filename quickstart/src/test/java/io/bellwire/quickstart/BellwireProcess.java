package io.bellwire.quickstart;

import io.bellwire.testsupport.Await;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The quickstart in a process of its own, started as people start it: {@code java -jar …/bellwire.jar}. */
final class BellwireProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(150);

    private final Process process;
    private final List<String> output = new ArrayList<>();
    private final CompletableFuture<String> errors;
    private final CompletableFuture<Void> outputRead;

    private BellwireProcess(Process process) {
        this.process = process;
        this.outputRead = CompletableFuture.runAsync(this::readOutput);
        this.errors = CompletableFuture.supplyAsync(
                () -> process.errorReader().lines().collect(Collectors.joining("\n")));
    }

    /** A jar that only leads to the tests' class path, since the packaged one is not there yet when tests run. */
    static Path jar(Path folder) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, QuickstartCommand.class.getName());
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        Path jar = folder.resolve("bellwire.jar");
        try (OutputStream file = Files.newOutputStream(jar)) {
            new JarOutputStream(file, manifest).close();
        }
        return jar;
    }

    private static BellwireProcess start(Path jar, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
                .forEach(command::add);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", jar.toString()));
        command.addAll(arguments);
        return new BellwireProcess(new ProcessBuilder(command).start());
    }

    /** On any free ports but those that are given. */
    static BellwireProcess startIn(Path jar, Path data, String... ports) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(ports));
        arguments.add("--data=" + data);
        Stream.of("--gateway-port", "--worker-port", "--postgres-port", "--redis-port")
                .filter(option -> Stream.of(ports).noneMatch(given -> given.startsWith(option)))
                .forEach(option -> arguments.add(option + "=0"));
        return start(jar, arguments);
    }

    /** Waits until it has told what to do with it. */
    BellwireProcess awaitRunning() throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        synchronized (output) {
            while (output.stream().noneMatch(line -> line.endsWith("watch") || line.contains("watch --url"))
                    || !output.get(output.size() - 1).isEmpty()) {
                if (outputRead.isDone() || System.nanoTime() > deadline) {
                    throw new AssertionError("does not run: " + output + (process.isAlive() ? "" : errors()));
                }
                output.wait(100);
            }
        }
        return this;
    }

    String output() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    /** What it printed to the error output until its end. */
    String errors() {
        return errors.join();
    }

    /** The commands below the comment that begins with {@code # } and a number. */
    String command(int number) {
        return output().lines()
                .dropWhile(line -> !line.startsWith("# " + number + "."))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    /** The port in the line that begins with a name. */
    int port(String name) {
        MatchResult port = Pattern.compile("^ +" + name + " .*?localhost:(\\d+)", Pattern.MULTILINE)
                .matcher(output())
                .results()
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(port.group(1));
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("does not end: " + output());
        }
        return process.exitValue();
    }

    /** Through the handle: otherwise the output would be closed at once. */
    void sigterm() {
        process.toHandle().destroy();
    }

    void kill9() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The servers that work in a folder, whoever started them. */
    static List<String> serversIn(Path data) {
        return ProcessHandle.allProcesses()
                .filter(server -> server.info().arguments().stream()
                        .flatMap(Stream::of)
                        .anyMatch(argument -> argument.startsWith(data.toString())))
                .map(server -> server.pid() + " " + server.info().command().orElse(""))
                .toList();
    }

    @Override
    public void close() {
        sigterm();
        Await.until("the end of the process", () -> !process.isAlive());
    }

    private void readOutput() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (output) {
                    output.add(line);
                    output.notifyAll();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
