package io.bellwire.gateway;

import io.bellwire.localservices.Ports;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.JavaProcess;
import io.bellwire.testsupport.RealServices;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.Awaitility;

/** A gateway in a process of its own, which keeps its port when it is started again. */
public final class GatewayProcess implements AutoCloseable {

    private final String[] arguments;
    private final int port;
    private JavaProcess process;

    private GatewayProcess(RealServices.Postgres postgres, RealServices.Redis redis, Map<String, Object> settings) {
        this.port = Ports.free();
        Map<String, Object> all = new LinkedHashMap<>(settings);
        all.put("server.port", port);
        this.arguments = RunningGateway.arguments(postgres, redis, all);
        this.process = JavaProcess.start(GatewayApplication.class, arguments);
    }

    /** Starts it and does not wait for it. */
    public static GatewayProcess starting(
            RealServices.Postgres postgres, RealServices.Redis redis, Map<String, Object> settings) {
        return new GatewayProcess(postgres, redis, settings);
    }

    public GatewayProcess awaitReady() {
        Awaitility.await()
                .alias("a gateway that is ready; it said\n" + process.output())
                .atMost(Duration.ofSeconds(150))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsMatching(error -> true)
                .until(this::isReady);
        return this;
    }

    /** Also false where nobody answers. */
    public boolean isReady() {
        try {
            return http().get("/actuator/health/readiness").status() == 200;
        } catch (AssertionError noAnswer) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public Http http() {
        return Http.at(port);
    }

    public JavaProcess process() {
        return process;
    }

    /** Starts it again, on the same port; its end must have come. */
    public GatewayProcess startAgain() {
        process = JavaProcess.start(GatewayApplication.class, arguments);
        return this;
    }

    @Override
    public void close() {
        process.close();
    }
}
