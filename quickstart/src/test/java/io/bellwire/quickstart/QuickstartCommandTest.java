package io.bellwire.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class QuickstartCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            QuickstartCommand.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @Test
    void help_names_every_option_with_its_default() {
        assertThat(command.execute("--help")).isZero();
        assertThat(out.toString())
                .contains("--data", "--gateway-port", "8000", "--worker-port", "8003", "--postgres-port", "15432")
                .contains("--redis-port", "16379", "--devices", "--version", "watch");
    }

    @Test
    void the_version_is_one_line() {
        assertThat(command.execute("--version")).isZero();
        assertThat(out.toString()).startsWith("bellwire ").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--gateway-port=x, 2, is not an int",
        "--no-such-option, 2, Unknown option",
        "--devices=1001, 2, must be 0 to 1000",
        "--redis-port=70000, 1, A port is a number from 1 to 65535",
        "--redis-port=15432, 1, two of them were given the same",
        "--data=/dev/null/x, 1, Cannot work in the data folder /dev/null/x"
    })
    void a_wrong_option_is_answered_in_a_sentence(String option, int exitCode, String sentence) {
        assertThat(command.execute(option)).isEqualTo(exitCode);
        assertThat(err.toString()).contains(sentence).doesNotContain("\tat ");
    }

    @Test
    void what_is_watched_is_an_address_of_http() {
        assertThat(command.execute("watch", "--url", "localhost:8000")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--url must begin with http:// or https://")
                .doesNotContain("\tat ");
    }

    @Test
    void watching_where_nobody_listens_is_answered_in_a_sentence() {
        assertThat(command.execute("watch", "--url", "http://localhost:1")).isEqualTo(1);
        assertThat(err).hasToString("No gateway answers at http://localhost:1; is the quickstart running there?\n");
    }
}
