package io.bellwire.gateway.faults;

import static io.bellwire.gateway.items.Samples.alarm;
import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.gateway.Database;
import io.bellwire.gateway.Database.Lock;
import io.bellwire.gateway.GatewayProcess;
import io.bellwire.gateway.Jwt;
import io.bellwire.testsupport.Answer;
import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeClient;
import io.bellwire.testsupport.Http;
import io.bellwire.testsupport.OwnPostgres;
import io.bellwire.testsupport.OwnRedis;
import io.bellwire.testsupport.RealServices;
import io.bellwire.testsupport.TestSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A gateway that is stopped while what is behind it is silent. */
abstract class EndingWhileAway {

    private static final String ITEMS = "/api/alarms-timers";
    private static final int SOCKETS = 50;

    private static OwnRedis redis;
    private static OwnPostgres postgres;
    private static Database database;
    private static GatewayProcess gateway;

    private final String user = "user-" + UUID.randomUUID();
    private final String token = Jwt.of(user).signed();

    static void start() {
        redis = OwnRedis.start();
        postgres = OwnPostgres.start();
        database = new Database(postgres.database());
        gateway = GatewayProcess.starting(
                postgres.database(), new RealServices.Redis("127.0.0.1", redis.port()), Map.of());
    }

    static void stop() {
        gateway.close();
        postgres.close();
        redis.close();
    }

    @BeforeEach
    void isReady() {
        if (!gateway.process().isAlive()) {
            gateway.startAgain();
        }
        gateway.awaitReady();
    }

    private Http http() {
        return gateway.http().as(token);
    }

    private List<TestSocket> sockets() {
        List<TestSocket> sockets = Stream.generate(
                        () -> FakeClient.at(URI.create("ws://127.0.0.1:" + gateway.port() + ITEMS + "/ws"))
                                .as(token)
                                .opensSocket())
                .limit(SOCKETS)
                .toList();
        sockets.forEach(socket -> socket.next("connected"));
        return sockets;
    }

    private static void endsWithin10Seconds(long start) {
        assertThat(gateway.process().awaitExit(Duration.ofSeconds(20))).isEqualTo(143);
        assertThat((System.nanoTime() - start) / 1e9)
                .as("seconds from SIGTERM to the end")
                .isLessThan(10);
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void sigterm_while_redis_is_silent_tells_sockets_1012_finishes_writes_and_ends_within_10_s() {
        List<TestSocket> sockets = sockets();
        http().post(ITEMS, alarm("before")).assertStatus(200);
        CompletableFuture<Answer> inFlight;
        long start;
        redis.freeze();
        try (Lock counter = database.lockCounter(user)) {
            inFlight = http().postAsync(ITEMS, alarm("in-flight"));
            Await.until("it waits for a lock", counter::isWaitedFor);
            start = System.nanoTime();
            gateway.process().terminate();
            sockets.forEach(socket -> socket.assertClosed(1012, "Service restart"));
        }
        inFlight.join().assertStatus(200);
        endsWithin10Seconds(start);
        redis.thaw();
        assertThat(database.items(user)).containsOnlyKeys("before", "in-flight");
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void sigterm_while_postgresql_is_silent_tells_sockets_1012_acknowledges_nothing_and_ends_within_10_s() {
        List<TestSocket> sockets = sockets();
        http().post(ITEMS, alarm("before")).assertStatus(200);
        postgres.freeze();
        CompletableFuture<Answer> inFlight = http().postAsync(ITEMS, alarm("in-flight"));
        Await.until("it has noticed", () -> !gateway.isReady());
        long start = System.nanoTime();
        gateway.process().terminate();
        sockets.forEach(socket -> socket.assertClosed(1012, "Service restart"));
        inFlight.join().assertProblem(503, "The database is unavailable");
        endsWithin10Seconds(start);
        postgres.thaw();
        assertThat(database.items(user)).containsKey("before");
    }
}
