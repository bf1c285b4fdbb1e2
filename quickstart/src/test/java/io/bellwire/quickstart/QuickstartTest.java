package io.bellwire.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.bellwire.testsupport.Http;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(500)
class QuickstartTest {

    @TempDir
    private Path temporary;

    private Path jar;
    private Path data;

    @BeforeEach
    void aFolderWithASpace() throws IOException {
        Path folder = Files.createDirectory(temporary.toRealPath().resolve("a folder"));
        jar = BellwireProcess.jar(folder);
        data = folder.resolve("data");
    }

    @Test
    void what_it_prints_works_when_pasted_and_sigterm_ends_all_of_it_within_10_s() throws Exception {
        try (BellwireProcess bellwire = BellwireProcess.startIn(jar, data).awaitRunning()) {
            assertThat(bellwire.output()).contains("3 of 3 devices are connected", data + "/logs/bellwire.log");

            assertThat(bash(bellwire.command(1)))
                    .endsWith("{\"connected_devices\":[\"cerbo-1\",\"cerbo-2\",\"cerbo-3\"],\"count\":3}");
            assertThat(bash(bellwire.command(1) + "\n" + bellwire.command(2)))
                    .contains("{\"detail\":\"Message sent\",\"session_token\":\"cerbo-1\"")
                    .containsPattern("cerbo-1 +answers \\{\"command\":\"set_grid_feed\",\"status\":\"ok\"");
            assertThat(devicesSeenBy(bellwire.command(3), 3))
                    .containsExactlyInAnyOrder("cerbo-1", "cerbo-2", "cerbo-3");

            Http worker = Http.at(bellwire.port("Worker"));
            assertThat(worker.get("/devices/connected")
                            .assertStatus(200)
                            .json()
                            .path("count")
                            .asInt())
                    .isEqualTo(3);
            assertThat(titleOfApi(worker)).isNotEqualTo(titleOfApi(Http.at(bellwire.port("Gateway"))));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("token-secret"))))
                    .isEqualTo("rw-------");
            assertThat(BellwireProcess.serversIn(data)).isNotEmpty();

            long start = System.nanoTime();
            bellwire.sigterm();

            assertThat(bellwire.exitCode()).isEqualTo(143);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(BellwireProcess.serversIn(data)).isEmpty();
            assertThat(bellwire.errors()).isEmpty();
        }
        assertThat(Files.readString(data.resolve("logs/bellwire.log"))).doesNotContain(" ERROR ");
    }

    @Test
    void after_kill_9_it_starts_again_and_finds_its_data() throws Exception {
        Map<String, Object> item = Map.of("id", "kept", "type", "timer", "label", "Tea", "duration", 180);
        try (BellwireProcess killed = BellwireProcess.startIn(jar, data).awaitRunning()) {
            signedIn(killed, DemoAccount.OPERATOR)
                    .post("/api/alarms-timers", item)
                    .assertStatus(200);
            killed.kill9();
        }
        assertThat(BellwireProcess.serversIn(data)).isNotEmpty();

        try (BellwireProcess bellwire = BellwireProcess.startIn(jar, data).awaitRunning()) {
            assertThat(bellwire.output()).contains("3 of 3 devices are connected");
            signedIn(bellwire, DemoAccount.OPERATOR)
                    .get("/api/alarms-timers/kept")
                    .assertStatus(200);
        }
        assertThat(BellwireProcess.serversIn(data)).isEmpty();
    }

    @Test
    void a_taken_port_is_one_sentence_and_exit_code_1() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            for (String option : List.of("--worker-port", "--redis-port")) {
                try (BellwireProcess refused = BellwireProcess.startIn(jar, data, option + "=" + port)) {
                    assertThat(refused.exitCode()).isEqualTo(1);
                    assertThat(refused.errors())
                            .startsWith("Port " + port + " is already in use, so ")
                            .endsWith("choose another with " + option)
                            .doesNotContain("\n");
                }
            }
        }
        assertThat(BellwireProcess.serversIn(data)).isEmpty();
    }

    private static Http signedIn(BellwireProcess bellwire, DemoAccount account) {
        Http gateway = Http.at(bellwire.port("Gateway"));
        return gateway.as(
                gateway.post("/api/v1/auth/login", Map.of("email", account.email(), "password", account.password()))
                        .assertStatus(200)
                        .json()
                        .path("access_token")
                        .asString());
    }

    private static String titleOfApi(Http service) {
        return service.get("/v3/api-docs")
                .assertStatus(200)
                .json()
                .at("/info/title")
                .asString();
    }

    private static String bash(String commands) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "-c", commands)
                .redirectErrorStream(true)
                .start();
        String output = new String(bash.getInputStream().readAllBytes());
        assertThat(bash.waitFor()).as(output).isZero();
        return output;
    }

    /** Which devices a command reports, read until there are enough of them. */
    private static Set<String> devicesSeenBy(String watch, int number) throws IOException {
        Process bash = new ProcessBuilder("bash", "-c", "exec " + watch)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = bash.inputReader()) {
            Set<String> devices = new HashSet<>();
            for (String line = lines.readLine(); line != null && devices.size() < number; line = lines.readLine()) {
                if (line.contains("  solar ")) {
                    devices.add(line.split(" +")[1]);
                }
            }
            return devices;
        } finally {
            bash.destroy();
        }
    }
}
