package io.bellwire.system;

import io.bellwire.gateway.GatewayApplication;
import io.bellwire.testsupport.FakeClient;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.TestSocket;
import io.bellwire.worker.WorkerApplication;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import tools.jackson.databind.JsonNode;

/** A gateway and a worker as they are deployed, started once for all tests of a process, spoken to from outside only. */
final class RunningSystem {

    static final String PASSWORD = "correct horse";
    private static final String OPERATOR = "operator@example.com";
    private static final RunningSystem SHARED = start();

    private final int gatewayPort;
    private final int workerPort;

    private RunningSystem(int gatewayPort, int workerPort) {
        this.gatewayPort = gatewayPort;
        this.workerPort = workerPort;
    }

    static RunningSystem shared() {
        return SHARED;
    }

    private static RunningSystem start() {
        RealServices.Postgres postgres = RealServices.postgres();
        List<String> common = List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.r2dbc.url=" + postgres.r2dbcUrl(),
                "--spring.r2dbc.username=" + postgres.user(),
                "--spring.r2dbc.password=" + postgres.password(),
                "--spring.flyway.url=" + postgres.jdbcUrl(),
                "--spring.flyway.user=" + postgres.user(),
                "--spring.flyway.password=" + postgres.password(),
                "--spring.data.redis.host=" + RealServices.redis().host(),
                "--spring.data.redis.port=" + RealServices.redis().port(),
                "--bellwire.token.secret=a-secret-for-tests-of-32-bytes-or-more",
                "--bellwire.trusted-proxies=127.0.0.1");
        int worker = run(WorkerApplication.create(), common, List.of());
        int gateway = run(
                GatewayApplication.create(),
                common,
                List.of(
                        "--bellwire.worker.url=http://127.0.0.1:" + worker,
                        "--bellwire.operator.email=" + OPERATOR,
                        "--bellwire.operator.password=" + PASSWORD));
        return new RunningSystem(gateway, worker);
    }

    private static int run(SpringApplication application, List<String> common, List<String> own) {
        List<String> arguments = new ArrayList<>(common);
        arguments.addAll(own);
        var context = (ReactiveWebServerApplicationContext) application.run(arguments.toArray(String[]::new));
        return context.getWebServer().getPort();
    }

    /** Someone who has registered and signed in. */
    record Person(String id, String email, String token) {}

    Person newUser() {
        String email = UUID.randomUUID() + "@example.com";
        gateway()
                .post("/api/v1/auth/register", Map.of("email", email, "password", PASSWORD))
                .assertStatus(201);
        return signIn(email);
    }

    Person operator() {
        return signIn(OPERATOR);
    }

    private Person signIn(String email) {
        JsonNode answer = gateway()
                .post("/api/v1/auth/login", Map.of("email", email, "password", PASSWORD))
                .assertStatus(200)
                .json();
        return new Person(
                answer.path("user").path("id").asString(),
                email,
                answer.path("access_token").asString());
    }

    Http gateway() {
        return Http.at(gatewayPort);
    }

    Http gateway(Person person) {
        return gateway().as(person.token());
    }

    Http worker() {
        return Http.at(workerPort);
    }

    URI workerUri() {
        return URI.create("ws://127.0.0.1:" + workerPort);
    }

    FakeClient.Handshake client(Person person) {
        return FakeClient.at(URI.create("ws://127.0.0.1:" + gatewayPort + "/api/alarms-timers/ws"))
                .as(person.token());
    }

    TestSocket events(Person person) {
        return TestSocket.connect(URI.create("ws://127.0.0.1:" + gatewayPort + "/ws/events?token=" + person.token()));
    }

    FakeDevice device(Person owner, String sessionId) {
        return deviceAt(URI.create(workerUri() + "/ws/devices"), owner, sessionId);
    }

    /** By the address that devices in the field still have. */
    FakeDevice deviceAtItsOldAddress(Person owner, String sessionId) {
        return deviceAt(URI.create("ws://127.0.0.1:" + gatewayPort + "/modbus/ws/devices"), owner, sessionId);
    }

    private static FakeDevice deviceAt(URI address, Person owner, String sessionId) {
        return FakeDevice.at(address).connects(sessionId).signsIn(owner.email(), PASSWORD);
    }
}
