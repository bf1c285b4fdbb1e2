package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.JavaProcess;
import io.bellwire.worker.TestWorker.Person;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A whole worker in a process of its own, to be frozen, ended and killed. */
public final class WorkerProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);

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

    public int port() {
        return port;
    }

    public Http http() {
        return Http.at(port);
    }

    public Http as(Person person) {
        return http().as(person.token());
    }

    public URI sockets() {
        return URI.create("ws://127.0.0.1:" + port + "/ws/devices");
    }

    public FakeDevice device(Person owner, String sessionId) {
        return FakeDevice.at(sockets()).connects(sessionId).signsIn(owner.email(), TestWorker.PASSWORD);
    }

    public FakeDevice device(Person owner) {
        return device(owner, TestWorker.newId());
    }

    @Override
    public void close() {
        process.close();
    }
}
