package io.bellwire.simulator;

import java.util.concurrent.atomic.LongAdder;

/** What a fleet has sent so far. */
final class Traffic {

    private final LongAdder reports = new LongAdder();
    private final LongAdder answers = new LongAdder();

    void reported() {
        reports.increment();
    }

    void answered() {
        answers.increment();
    }

    long reports() {
        return reports.sum();
    }

    long answers() {
        return answers.sum();
    }
}
