package io.bellwire.gateway;

import io.bellwire.localservices.Ports;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.JavaProcess;
import io.bellwire.testsupport.RealServices;
import io.bellwire.worker.WorkerApplication;
import java.net.URI;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A real worker in a process of its own, to be killed. */
public final class WorkerProcess implements AutoCloseable {

    private final int port = Ports.free();
    private final JavaProcess process;

    private WorkerProcess(RealServices.Redis redis) {
        this.process = JavaProcess.start(WorkerApplication.class, RunningWorker.arguments(port, redis));
    }

    /** Starts it and does not wait for it. */
    public static WorkerProcess starting(RealServices.Redis redis) {
        return new WorkerProcess(redis);
    }

    public WorkerProcess awaitReady() {
        Awaitility.await()
                .alias("a worker that is ready; it said\n" + process.output())
                .atMost(Duration.ofSeconds(150))
                .pollInterval(Duration.ofMillis(50))
                .until(this::isReady);
        return this;
    }

    private boolean isReady() {
        try {
            return Http.at(port).get("/actuator/health/readiness").status() == 200;
        } catch (AssertionError noAnswer) {
            return false;
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The devices' own address on this worker. */
    public URI devices() {
        return URI.create("ws://127.0.0.1:" + port + "/ws/devices");
    }

    public JavaProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
