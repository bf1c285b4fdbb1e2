package io.bellwire.localservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServicesTest {

    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void aFolderWithASpace() {
        folder = temporary.resolve("data folder");
    }

    @Test
    void postgres_keeps_its_data_over_a_restart() throws SQLException {
        try (LocalPostgres postgres = LocalPostgres.in(folder).start()) {
            postgres.createDatabase("bellwire");
            postgres.createDatabase("bellwire");
            execute(postgres, "create table kept as select 42 as answer");
        }
        try (LocalPostgres postgres = LocalPostgres.in(folder).start()) {
            assertThat(query(postgres, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void postgres_in_production_manner_writes_through_and_listens_on_loopback_alone() throws SQLException {
        try (LocalPostgres postgres = LocalPostgres.in(folder).start()) {
            postgres.createDatabase("bellwire");
            assertThat(query(postgres, "show fsync")).isEqualTo("on");
            assertThat(query(postgres, "show synchronous_commit")).isEqualTo("on");
            assertThat(query(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void redis_keeps_its_data_over_a_restart() throws IOException {
        try (LocalRedis redis = LocalRedis.in(folder).start()) {
            assertThat(redisAnswers(redis, "SET kept 42")).isEqualTo("+OK");
        }
        try (LocalRedis redis = LocalRedis.in(folder).start()) {
            assertThat(redisAnswers(redis, "STRLEN kept")).isEqualTo(":2");
        }
    }

    @Test
    void a_taken_port_is_a_plain_sentence_that_names_the_option() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            assertThatThrownBy(() -> LocalPostgres.in(folder)
                            .port(port, "--postgres-port")
                            .start())
                    .isInstanceOf(PortTaken.class)
                    .hasMessage("Port " + port + " is already in use, so PostgreSQL cannot start there; "
                            + "end what uses it, or choose another with --postgres-port");
            assertThatThrownBy(() ->
                            LocalRedis.in(folder).port(port, "--redis-port").start())
                    .isInstanceOf(PortTaken.class)
                    .hasMessageContaining("so Redis cannot start there")
                    .hasMessageEndingWith("--redis-port");
        }
    }

    @Test
    void a_failed_start_leaves_the_folder_free() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            assertThatThrownBy(() -> LocalRedis.in(folder).port(port, "x").start())
                    .isInstanceOf(PortTaken.class);
        }
        try (LocalRedis redis = LocalRedis.in(folder).start()) {
            assertThat(redisAnswers(redis, "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void a_second_run_on_the_same_folder_is_told_who_holds_it() {
        try (LocalRedis first = LocalRedis.in(folder).start()) {
            assertThatThrownBy(() -> LocalRedis.in(folder).start())
                    .isInstanceOf(FolderInUse.class)
                    .hasMessageContaining("data folder")
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThat(first.process().isAlive()).isTrue();
        }
    }

    @Test
    void a_run_that_was_killed_leaves_nothing_that_hinders_the_next_one() throws Exception {
        ServicesProcess killed = ServicesProcess.start(folder);
        ProcessHandle postmaster = ProcessHandle.of(killed.pid("postgres")).orElseThrow();
        ProcessHandle redisServer = ProcessHandle.of(killed.pid("redis")).orElseThrow();
        killed.kill9();
        assertThat(postmaster.isAlive()).isTrue();
        assertThat(redisServer.isAlive()).isTrue();

        int postgresPort = (int) killed.pid("port");
        try (LocalPostgres postgres = LocalPostgres.in(folder.resolve("postgresql"))
                        .port(postgresPort, "x")
                        .start();
                LocalRedis redis = LocalRedis.in(folder.resolve("redis")).start()) {
            assertThat(hasEnded(postmaster)).isTrue();
            assertThat(hasEnded(redisServer)).isTrue();
            assertThat(redisAnswers(redis, "PING")).isEqualTo("+PONG");
            postgres.createDatabase("bellwire");
        }
    }

    @Test
    void sigterm_ends_the_child_processes_too_but_first_their_clients() throws Exception {
        ServicesProcess process = ServicesProcess.start(folder);
        Optional<ProcessHandle> postmaster = ProcessHandle.of(process.pid("postgres"));
        Optional<ProcessHandle> redisServer = ProcessHandle.of(process.pid("redis"));
        assertThat(postmaster).isPresent();
        assertThat(redisServer).isPresent();

        long start = System.nanoTime();
        process.sigterm();

        assertThat(process.lastWords()).isEqualTo("served to the last\nserved to the last");
        assertThat(hasEnded(postmaster.get())).isTrue();
        assertThat(hasEnded(redisServer.get())).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_folder_whose_first_start_was_cut_off_is_begun_anew() throws IOException, SQLException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data").resolve("postgresql.conf"), "# initdb came this far");
        try (LocalPostgres postgres = LocalPostgres.in(folder).start()) {
            postgres.createDatabase("bellwire");
            assertThat(query(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void a_stale_process_id_that_belongs_to_a_stranger_hinders_no_start_and_the_stranger_lives() throws Exception {
        LocalPostgres.in(folder).start().close();
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Path pidFile = folder.resolve("data").resolve("postmaster.pid");
            Files.writeString(pidFile, stranger.pid() + "\n" + folder + "\n0\n0\n\n127.0.0.1\n0 0\nready\n");
            LocalPostgres.in(folder).start().close();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroy();
        }
    }

    /** A zombie whose new parent has not reaped it yet is alive to the JDK, but has no program any more. */
    private static boolean hasEnded(ProcessHandle process) {
        return process.info().command().isEmpty();
    }

    private static void execute(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("bellwire"))) {
            connection.createStatement().execute(sql);
        }
    }

    private static String query(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("bellwire"));
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static String redisAnswers(LocalRedis redis, String command) throws IOException {
        try (Socket socket = new Socket(LocalRedis.HOST, redis.port())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            StringBuilder line = new StringBuilder();
            for (int b = socket.getInputStream().read();
                    b != '\r';
                    b = socket.getInputStream().read()) {
                line.append((char) b);
            }
            return line.toString();
        }
    }
}
