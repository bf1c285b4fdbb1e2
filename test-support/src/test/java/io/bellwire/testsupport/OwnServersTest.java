package io.bellwire.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class OwnServersTest {

    @Test
    void a_frozen_redis_answers_when_it_thaws_and_a_killed_one_when_it_is_started_again() throws IOException {
        try (OwnRedis redis = OwnRedis.start()) {
            int port = redis.port();
            redis.freeze();
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.setSoTimeout(200);
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
                redis.thaw();
                socket.setSoTimeout(20_000);
                assertThat(socket.getInputStream().read()).isEqualTo('+');
            }
            redis.kill();
            assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).isInstanceOf(IOException.class);
            redis.restart();
            new Socket("127.0.0.1", port).close();
        }
    }

    @Test
    void what_was_committed_survives_the_killing_of_postgresql() throws SQLException {
        try (OwnPostgres postgres = OwnPostgres.start()) {
            sql(postgres, "create table kept (id int); insert into kept values (1)");
            postgres.kill();
            assertThatThrownBy(() -> sql(postgres, "select 1")).isInstanceOf(SQLException.class);
            postgres.restart();
            sql(postgres, "insert into kept values (2)");
            postgres.freeze();
            postgres.thaw();
            sql(postgres, "drop table kept");
        }
    }

    @Test
    void a_process_is_frozen_thawed_and_ended() {
        try (JavaProcess process = JavaProcess.start(Patient.class)) {
            Await.until("it runs", () -> process.output().contains("here"));
            process.freeze();
            process.terminate();
            assertThat(process.isAlive()).isTrue();
            process.thaw();
            assertThat(process.awaitExit(Await.LIMIT)).isEqualTo(143);
        }
    }

    static final class Patient {

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("here");
            Thread.currentThread().join();
        }
    }

    private static void sql(OwnPostgres postgres, String sql) throws SQLException {
        RealServices.Postgres database = postgres.database();
        try (Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            connection.createStatement().execute(sql);
        }
    }
}
