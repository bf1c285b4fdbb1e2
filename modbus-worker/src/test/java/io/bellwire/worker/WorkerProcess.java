package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.JavaProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A whole worker in a process of its own, to be frozen, ended and killed. */
public final class WorkerProcess implements RunningWorker, AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(150);

    private final JavaProcess process;
    private final int port;

    private WorkerProcess(JavaProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one; {@link #isUp} says when it serves. */
    public static WorkerProcess startingAt(int port, String... properties) {
        String[] all = TestWorker.arguments(Stream.concat(Arrays.stream(properties), Stream.of("server.port=" + port))
                .toArray(String[]::new));
        return new WorkerProcess(JavaProcess.start(WorkerApplication.class, all), port);
    }

    /** Waits until it serves. */
    public WorkerProcess isUp() {
        Awaitility.await()
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    assertThat(process.isAlive()).as(process.output()).isTrue();
                    http().get("/actuator/health/readiness").assertStatus(200);
                });
        return this;
    }

    public JavaProcess process() {
        return process;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
