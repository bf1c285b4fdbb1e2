package io.bellwire.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** POSIX signals that Java itself cannot send. */
final class Signals {

    private Signals() {}

    /** Stops a process and its descendants: they keep their sockets, and answer nobody. */
    static void freeze(ProcessHandle process) {
        send("STOP", process);
    }

    static void thaw(ProcessHandle process) {
        send("CONT", process);
    }

    static void kill(ProcessHandle process) {
        List<ProcessHandle> all = family(process);
        send("KILL", process);
        all.forEach(one -> one.onExit().join());
    }

    private static List<ProcessHandle> family(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    private static void send(String signal, ProcessHandle process) {
        List<String> pids =
                family(process).stream().map(one -> Long.toString(one.pid())).toList();
        try {
            new ProcessBuilder(Stream.concat(Stream.of("kill", "-s", signal), pids.stream())
                            .toList())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
