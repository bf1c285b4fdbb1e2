package io.bellwire.simulator;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells a person how a fleet is doing: a line whenever the number of connected devices changed, and every 10 s. */
final class Progress {

    private static final long LOOK_EVERY_MILLIS = 1_000;
    private static final Duration TELL_EVERY = Duration.ofSeconds(10);

    private final SimulatedFleet fleet;
    private final PrintWriter out;
    private String told = "";
    private long toldAtNanos;

    Progress(SimulatedFleet fleet, PrintWriter out) {
        this.fleet = fleet;
        this.out = out;
    }

    /** Returns true when the time is over ({@code null}: never), false when no device is left. */
    boolean showFor(@Nullable Duration time) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        fleet.ended().subscribe(nothing -> {}, failure -> ended.countDown(), ended::countDown);
        long start = System.nanoTime();
        long left = Long.MAX_VALUE;
        while (left > 0) {
            if (time != null) {
                left = Math.max(0, time.minusNanos(System.nanoTime() - start).toMillis());
            }
            if (ended.await(Math.min(LOOK_EVERY_MILLIS, left), TimeUnit.MILLISECONDS)) {
                return false;
            }
            tell();
        }
        return true;
    }

    private void tell() {
        String state = state();
        boolean due = System.nanoTime() - toldAtNanos >= TELL_EVERY.toNanos();
        if (due || !state.equals(told)) {
            out.println(state + ", " + fleet.reportsSent() + " reports sent, " + fleet.commandsAnswered()
                    + " commands answered");
            out.flush();
            told = state;
            toldAtNanos = System.nanoTime();
        }
    }

    /** The number of connected devices, and what keeps most of the others away. */
    private String state() {
        String connected = fleet.connected() + " of " + fleet.devices().size() + " connected";
        return problems().entrySet().stream()
                .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .map(most -> connected + " (" + most.getValue() + " x " + most.getKey() + ")")
                .orElse(connected);
    }

    /** How many devices are away for which reason. */
    Map<String, Long> problems() {
        Map<String, Long> problems = new LinkedHashMap<>();
        fleet.devices().forEach(device -> device.problem().ifPresent(why -> problems.merge(why, 1L, Long::sum)));
        return problems;
    }
}
