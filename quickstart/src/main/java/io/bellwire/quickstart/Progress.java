package io.bellwire.quickstart;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Tells a person who waits how far it is. */
final class Progress {

    private final PrintWriter out;
    private final Instant start = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);

    Progress(PrintWriter out) {
        this.out = out;
    }

    /** A line with the time since the process was started. */
    synchronized void line(String text) {
        double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
        out.printf(Locale.ROOT, "%6.1f s  %s%n", seconds, text);
        out.flush();
    }
}
