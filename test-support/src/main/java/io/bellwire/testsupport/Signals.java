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
        List<String> stopped = send("STOP", process);
        // a child may have been born before its parent stood still
        while (!stopped.containsAll(pids(process))) {
            stopped = send("STOP", process);
        }
    }

    static void thaw(ProcessHandle process) {
        send("CONT", process);
    }

    static void kill(ProcessHandle process) {
        freeze(process);
        List<ProcessHandle> all = family(process);
        send("KILL", process);
        all.forEach(one -> one.onExit().join());
    }

    private static List<ProcessHandle> family(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    private static List<String> pids(ProcessHandle process) {
        return family(process).stream().map(one -> Long.toString(one.pid())).toList();
    }

    /** Gives the process ids that it was sent to. */
    private static List<String> send(String signal, ProcessHandle process) {
        List<String> pids = pids(process);
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
        return pids;
    }
}
