package io.bellwire.gateway.faults;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Faults that take as long as the contract's figures say, with every setting as in production: all at once. */
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(300)
class SideBySideTest {

    @BeforeAll
    @Timeout(400)
    static void start() {
        EndingProcesses.start();
        EndingWhileAway.start();
        KilledWorkers.start();
        SlowPeers.start();
        PostgresAway.start();
        RedisAway.start();
        EndingProcesses.awaitBoth();
    }

    @AfterAll
    @Timeout(120)
    static void stop() {
        EndingProcesses.stop();
        EndingWhileAway.stop();
        KilledWorkers.stop();
        RedisAway.stop();
        PostgresAway.stop();
        SlowPeers.stop();
    }

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class WhileRedisIsAway extends RedisAway {}

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class WhilePostgresqlIsAway extends PostgresAway {}

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class WhilePeersAreSlow extends SlowPeers {}

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class WhileProcessesEnd extends EndingProcesses {}

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class WhileWorkersAreKilled extends KilledWorkers {}

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class WhileAProcessEndsAndNobodyAnswers extends EndingWhileAway {}
}
