package io.bellwire.localservices;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server processes that a run left behind when it was killed. A process counts as one of ours when its program
 * has the expected name and its command line names our folder, which is why no process id is ever stored:
 * a stored one may belong to a stranger by now.
 */
final class Leftovers {

    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration POLL = Duration.ofMillis(10);

    private Leftovers() {}

    /** Asks the folder's processes to end, waits up to 4 s, then kills them. */
    static void end(Path folder) {
        List<ProcessHandle> ours = in(folder);
        for (ProcessHandle process : ours) {
            log.info("Ending process {}, which an earlier run left in {}", process.pid(), folder);
            process.destroy();
        }
        if (!awaitNone(folder)) {
            in(folder).forEach(ProcessHandle::destroyForcibly);
            awaitNone(folder);
        }
    }

    static List<ProcessHandle> in(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> isServer(program(process)) && names(process, folder))
                .toList();
    }

    private static boolean isServer(String program) {
        return Set.of("postgres", "pg_ctl", "initdb").contains(program) || program.startsWith("redis-server");
    }

    private static String program(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> String.valueOf(Path.of(command).getFileName()))
                .orElse("");
    }

    private static boolean names(ProcessHandle process, Path folder) {
        return process.info().arguments().stream()
                .flatMap(Arrays::stream)
                .anyMatch(argument ->
                        argument.startsWith("/") && Path.of(argument).startsWith(folder));
    }

    /** A zombie, which nobody may ever reap, has no program any more and so counts as ended. */
    private static boolean awaitNone(Path folder) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!in(folder).isEmpty()) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            // they are no children of ours, whose end could be waited for
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }
}
