package io.bellwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Await;
import io.bellwire.testsupport.FakeDevice;
import io.bellwire.testsupport.OwnRedis;
import io.bellwire.testsupport.RealServices;
import io.bellwire.worker.TestWorker.Person;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many devices of one account that nobody has heard of come at once; PostgreSQL lets in one of them after the other. */
class NewcomersTest {

    private static final RealServices.Postgres POSTGRES = RealServices.newDatabase();

    private static OwnRedis redis;
    private static TestWorker worker;

    @BeforeAll
    @Timeout(120)
    static void start() {
        redis = OwnRedis.start();
        worker = TestWorker.start(TestWorker.on(
                redis.port(),
                POSTGRES,
                "spring.r2dbc.pool.max-size=6",
                "bellwire.database.statement-timeout=30s",
                "bellwire.database.max-lease-time=60s"));
    }

    @AfterAll
    static void stop() {
        worker.close();
        redis.close();
    }

    private static Connection connection() throws SQLException {
        return DriverManager.getConnection(POSTGRES.jdbcUrl(), POSTGRES.user(), POSTGRES.password());
    }

    private static void hold(Statement statement, Person owner) throws SQLException {
        statement.execute("SELECT pg_advisory_lock(hashtextextended('devices of ' || '%s', 0))".formatted(owner.id()));
    }

    private static int waiting(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND wait_event = 'advisory'")) {
            found.next();
            return found.getInt(1);
        }
    }

    @Test
    void devices_that_are_registered_one_after_the_other_leave_connections_to_everybody_else() throws SQLException {
        Person owner = worker.user();
        Person other = worker.user();
        worker.device(owner).leaves();
        FakeDevice known = worker.device(other);
        List<FakeDevice> newcomers = IntStream.range(0, 12)
                .mapToObj(i -> worker.stranger(TestWorker.newId()))
                .toList();
        try (Connection postgres = connection();
                Statement statement = postgres.createStatement()) {
            hold(statement, owner);
            newcomers.forEach(device -> device.sendsCredentials(owner.email(), TestWorker.PASSWORD));
            Await.until("some have their turn", () -> waiting(statement) >= 4);
            Await.forASecond(() -> assertThat(waiting(statement)).isEqualTo(4));
            worker.device(other, known.sessionId()).isSentNothing().leaves();
            worker.as(other).get("/devices").assertStatus(200);
        }
        Await.until("they are let in", () -> newcomers.stream()
                .anyMatch(device -> String.valueOf(device.socket().received()).contains("authenticated")));
        newcomers.forEach(FakeDevice::close);
    }
}
