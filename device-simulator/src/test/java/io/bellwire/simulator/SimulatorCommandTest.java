package io.bellwire.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bellwire.testsupport.Await;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class SimulatorCommandTest {

    private static final Map<String, String> NOTHING = Map.of();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            SimulatorCommand.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @Test
    void what_is_not_given_has_a_default() {
        FleetOptions options = options(NOTHING, "--email", "demo@example.com", "--password", "secret");

        assertThat(options.url()).hasToString("ws://localhost:8003");
        assertThat(options.email()).isEqualTo("demo@example.com");
        assertThat(options.password()).isEqualTo("secret");
        assertThat(options.sessionIds()).containsExactly("cerbo-1");
        assertThat(options.interval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.connectsPerSecond()).isEqualTo(100);
        assertThat(options.registers().size()).isZero();
    }

    @Test
    void every_option_is_taken(@TempDir Path folder) throws IOException {
        Path registers = Files.writeString(folder.resolve("r.csv"), "a,b,c,d,1,uint32,1,R\n");

        FleetOptions options = options(
                NOTHING,
                "--url=https://host:1/x",
                "--email=e",
                "--password=p",
                "--devices=3",
                "--session-prefix=plant:",
                "--interval=500ms",
                "--connects-per-second=7",
                "--registers=" + registers);

        assertThat(options.url()).hasToString("wss://host:1/x");
        assertThat(options.sessionIds()).containsExactly("plant:1", "plant:2", "plant:3");
        assertThat(options.interval()).isEqualTo(Duration.ofMillis(500));
        assertThat(options.connectsPerSecond()).isEqualTo(7);
        assertThat(options.registers().size()).isEqualTo(2);
    }

    @Test
    void the_password_may_come_from_the_environment_and_the_option_goes_first() {
        Map<String, String> environment = Map.of("BELLWIRE_PASSWORD", "from-there");

        assertThat(options(environment, "--email=e").password()).isEqualTo("from-there");
        assertThat(options(environment, "--email=e", "--password=here").password())
                .isEqualTo("here");
    }

    @Test
    void nothing_shows_the_password() {
        assertThat(options(NOTHING, "--email=e", "--password=secret"))
                .asString()
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--devices=0 | The number of devices must be 1 to 10000.",
                "--devices=10001 | The number of devices must be 1 to 10000.",
                "--devices=many | 'many' is not an int",
                "--interval=fast | 'fast' is not a time such as 500ms, 2s or 1m",
                "--interval=99ms | The interval must be 100ms at least.",
                "--connects-per-second=0 | At least one device a second must connect.",
                "--session-prefix=-x | The session prefix must begin",
                "--session-prefix=a/b | The session prefix must begin",
                "--url=localhost:8003 | The URL must be",
                "--url=ftp://host | The URL must be",
                "--url=ws:///x | The URL must be",
                "--registers=/none | The register file /none cannot be read.",
                "--duration=1 | '1' is not a time",
                "--colour=red | Unknown option: '--colour=red'",
            })
    void a_wrong_option_is_a_sentence_and_exit_code_2(String option, String sentence) {
        int code = command.execute("--email=e", "--password=p", option);

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains(sentence);
        assertThat(err.toString().lines()).hasSize(2).last().isEqualTo("See device-simulator --help.");
    }

    @Test
    void without_an_account_there_is_nothing_to_do() {
        assertThat(command.execute()).isEqualTo(2);
        assertThat(err.toString()).contains("--email");
        assertThatThrownBy(() -> options(NOTHING, "--email=e"))
                .isInstanceOf(ParameterException.class)
                .hasMessage("Give --password, or set BELLWIRE_PASSWORD.");
    }

    @Test
    void help_names_every_option() {
        assertThat(command.execute("--help")).isZero();
        assertThat(out.toString())
                .contains("--url", "--email", "--password", "--devices", "--session-prefix", "--interval")
                .contains("--connects-per-second", "--registers", "--duration", "Exit codes");
    }

    @Test
    void tells_how_it_goes_until_the_time_is_over() {
        try (FakeWorker worker = new FakeWorker()) {
            int code = command.execute(
                    "--url=" + worker.url(), "--email=e", "--password=secret", "--devices=5", "--duration=6s");

            assertThat(code).isZero();
            Await.that(() -> assertThat(worker.visits()).hasSize(5).allMatch(visit -> visit.goodbye == 1000));
            assertThat(out.toString())
                    .contains("Connecting 5 device(s), cerbo-1 and on, to " + worker.url())
                    .contains("5 of 5 connected, ")
                    .doesNotContain("secret");
        }
    }

    @Test
    void ends_with_the_reason_when_no_device_is_left() {
        try (FakeWorker worker = new FakeWorker()) {
            worker.onFirstMessage((visit, message) -> visit.refuse("Invalid credentials"));

            int code = command.execute("--url=" + worker.url(), "--email=e", "--password=wrong", "--devices=5");

            assertThat(code).isEqualTo(1);
            assertThat(err.toString()).contains("5 x refused: Invalid credentials");
            assertThat(worker.visits()).hasSize(1);
        }
    }

    private FleetOptions options(Map<String, String> environment, String... arguments) {
        command.parseArgs(arguments);
        return command.<SimulatorCommand>getCommand().options(environment);
    }
}
