package io.bellwire.gateway;

import io.bellwire.testsupport.RealServices;
import io.bellwire.worker.WorkerApplication;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** A real worker on a real port, over the services that the gateways of this process use. */
public final class RunningWorker implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final int port;

    private RunningWorker(ConfigurableApplicationContext context) {
        this.context = context;
        this.port =
                ((ReactiveWebServerApplicationContext) context).getWebServer().getPort();
    }

    public static RunningWorker start(String... settings) {
        return on(RealServices.redis(), settings);
    }

    public static RunningWorker on(RealServices.Redis redis, String... settings) {
        return new RunningWorker(WorkerApplication.create().run(arguments(0, redis, settings)));
    }

    static String[] arguments(int port, RealServices.Redis redis, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--server.address=127.0.0.1",
                "--spring.r2dbc.url=" + RealServices.postgres().r2dbcUrl(),
                "--spring.r2dbc.username=" + RealServices.postgres().user(),
                "--spring.r2dbc.password=" + RealServices.postgres().password(),
                "--spring.flyway.url=" + RealServices.postgres().jdbcUrl(),
                "--spring.flyway.user=" + RealServices.postgres().user(),
                "--spring.flyway.password=" + RealServices.postgres().password(),
                "--spring.data.redis.host=" + redis.host(),
                "--spring.data.redis.port=" + redis.port(),
                "--bellwire.token.secret=" + RunningGateway.SECRET));
        arguments.addAll(List.of(settings));
        return arguments.toArray(String[]::new);
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The devices' own address on this worker. */
    public URI devices() {
        return URI.create("ws://127.0.0.1:" + port + "/ws/devices");
    }

    @Override
    public void close() {
        context.close();
    }
}
