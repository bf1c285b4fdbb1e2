package io.bellwire.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class RealServicesTest {

    @Test
    void a_new_database_is_empty_and_apart_from_the_shared_one() throws SQLException {
        RealServices.Postgres shared = RealServices.postgres();
        RealServices.Postgres other = RealServices.newDatabase();
        assertThat(other.database()).isNotEqualTo(shared.database());
        try (Connection connection = DriverManager.getConnection(shared.jdbcUrl(), shared.user(), shared.password())) {
            connection.createStatement().execute("create table only_here (id int)");
        }
        try (Connection connection = DriverManager.getConnection(other.jdbcUrl(), other.user(), other.password())) {
            assertThat(connection
                            .getMetaData()
                            .getTables(null, null, "only_here", null)
                            .next())
                    .isFalse();
        }
    }

    @Test
    void redis_answers() throws IOException {
        RealServices.Redis redis = RealServices.redis();
        try (Socket socket = new Socket(redis.host(), redis.port())) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(7)).asString().isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void asking_for_a_docker_engine_takes_less_than_a_second() {
        double fastest = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            Stopwatch start = Stopwatch.start();
            DockerEngine.answers();
            fastest = Math.min(fastest, start.seconds());
        }
        assertThat(fastest).as("seconds").isLessThan(1);
    }
}
