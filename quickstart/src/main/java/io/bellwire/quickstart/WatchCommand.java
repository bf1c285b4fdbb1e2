package io.bellwire.quickstart;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** The command that prints what devices say, live; comes back when it is cut off. */
@Command(
        name = "watch",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {"Prints what the devices of an account say, live, until it is interrupted.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:a device has answered (with --answer)",
            "1:no gateway, wrong credentials, or no answer in time",
            "2:an option is wrong",
            "130:interrupted with Ctrl-C"
        })
final class WatchCommand implements Callable<Integer> {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final Duration COME_BACK_AFTER = Duration.ofSeconds(2);
    private static final Duration FOR_EVER = Duration.ofDays(1);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://localhost:8000",
            description = "The gateway. Default: ${DEFAULT-VALUE}")
    private URI url = URI.create("http://localhost:8000");

    @Option(
            names = "--email",
            paramLabel = "EMAIL",
            defaultValue = "demo@example.com",
            description = "Whose devices. Default: ${DEFAULT-VALUE}")
    private String email = "";

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            arity = "0..1",
            interactive = true,
            defaultValue = "demo-password",
            description = "Without a value it is asked for. Default: ${DEFAULT-VALUE}")
    private String password = "";

    @Option(names = "--device", paramLabel = "ID", description = "Only this device.")
    private @Nullable String device;

    @Option(
            names = "--answer",
            description = "Leaves out everything but the answer to a command, and ends with the first one; waits 10 s.")
    private boolean answer;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    private boolean help;

    private boolean connectedOnce;
    private boolean announced;

    @Override
    public Integer call() throws InterruptedException {
        if (!url.toString().matches("(?i)https?://.+")) {
            throw new ParameterException(command(), "--url must begin with http:// or https://");
        }
        GatewayClient gateway = new GatewayClient(url);
        while (true) {
            try (EventSocket events = gateway.events(gateway.signIn(email, password), device)) {
                connectedOnce = true;
                return follow(events);
            } catch (GatewayClient.Refused refused) {
                return failed(String.valueOf(refused.getMessage()));
            } catch (EventSocket.Ended ended) {
                err().println("The connection ended (" + ended.getMessage() + "); connecting again.");
            } catch (ConnectException nobody) {
                if (!connectedOnce) {
                    return failed("No gateway answers at " + url + "; is the quickstart running there?");
                }
            } catch (IOException e) {
                return failed(url + " does not answer as a gateway does: " + e.getMessage());
            }
            TimeUnit.NANOSECONDS.sleep(COME_BACK_AFTER.toNanos());
        }
    }

    /** Until whoever reads has had enough, or the answer that was waited for is there. */
    private int follow(EventSocket events) throws EventSocket.Ended, InterruptedException {
        long deadline = System.nanoTime() + (answer ? ANSWER_LIMIT : FOR_EVER).toNanos();
        while (true) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            Optional<JsonNode> next = left.isNegative() ? Optional.empty() : events.next(left);
            if (next.isEmpty()) {
                return failed("No answer within " + ANSWER_LIMIT.toSeconds() + " s.");
            }
            JsonNode event = next.get();
            if (EventLine.type(event).equals("devices")) {
                announce(event.path("devices"));
            } else if (!answer || EventLine.isAnswer(event)) {
                EventLine.of(event, ZoneId.systemDefault()).ifPresent(out()::println);
            }
            if (out().checkError() || (answer && EventLine.isAnswer(event))) {
                return ExitCode.OK;
            }
        }
    }

    private void announce(JsonNode devices) {
        if (!announced) {
            announced = true;
            out().println("Watching " + url + " as " + email + ": "
                    + devices.valueStream()
                            .map(known -> known.path("device_id").asString("?")
                                    + (known.path("connected").asBoolean(false) ? "" : " (not connected)"))
                            .collect(Collectors.collectingAndThen(
                                    Collectors.joining(", "), ids -> ids.isEmpty() ? "no devices yet" : ids)));
        }
    }

    private int failed(String sentence) {
        err().println(sentence);
        return ExitCode.SOFTWARE;
    }

    private PrintWriter out() {
        return command().getOut();
    }

    private PrintWriter err() {
        return command().getErr();
    }

    private CommandLine command() {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return spec.commandLine();
    }
}
