package io.bellwire.simulator;

import io.bellwire.simulator.modbus.RegisterFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command: plays devices until it is interrupted. */
@Command(
        name = "device-simulator",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Plays Victron Cerbo GX devices: each one signs in at the worker, reports what its plant does, answers Modbus "
                    + "requests (unit 100: system registers 800-919, unit 9: an energy meter) and comes back when it is cut off.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the time given with --duration is over",
            "1:no device is left: refused or replaced, all of them",
            "2:an option is wrong",
            "130:interrupted with Ctrl-C"
        })
public final class SimulatorCommand implements Callable<Integer> {

    static final String PASSWORD_VARIABLE = "BELLWIRE_PASSWORD";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "ws://localhost:8003",
            description =
                    "The worker; a URL with a path is taken as the device socket itself. Default: ${DEFAULT-VALUE}")
    private @Nullable URI url;

    @Option(
            names = "--email",
            paramLabel = "EMAIL",
            required = true,
            description = "The account the devices belong to.")
    private @Nullable String email;

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            arity = "0..1",
            interactive = true,
            echo = false,
            prompt = "Password: ",
            description =
                    "Its password; without a value it is asked for. Without this option: the environment variable "
                            + PASSWORD_VARIABLE + ".")
    private char @Nullable [] password;

    @Option(
            names = "--devices",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many, up to 10000. Default: ${DEFAULT-VALUE}")
    private int devices;

    @Option(
            names = "--session-prefix",
            paramLabel = "TEXT",
            defaultValue = "cerbo-",
            description = "Session ids are this and a number from 1. Default: ${DEFAULT-VALUE}")
    private @Nullable String sessionPrefix;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = TimeConverter.class,
            description = "Between two reports of a device: 500ms, 2s, 1m. Default: ${DEFAULT-VALUE}")
    private @Nullable Duration interval;

    @Option(
            names = "--connects-per-second",
            paramLabel = "N",
            defaultValue = "100",
            description = "How fast they arrive, once the first one is in. Default: ${DEFAULT-VALUE}")
    private int connectsPerSecond;

    @Option(
            names = "--registers",
            paramLabel = "FILE",
            description =
                    "Further addresses that unit 100 answers, a CSV file in the form of Victron's attributes.csv.")
    private @Nullable Path registers;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "How long to go on: 30s, 10m, 2h. Default: until interrupted.")
    private @Nullable Duration duration;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    private boolean help;

    public static void main(String[] arguments) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "io/bellwire/simulator/command-logging.xml");
        }
        System.exit(commandLine().execute(arguments));
    }

    /** With errors of one sentence, where picocli would print the whole help text. */
    static CommandLine commandLine() {
        return new CommandLine(new SimulatorCommand()).setParameterExceptionHandler((wrong, arguments) -> {
            PrintWriter err = wrong.getCommandLine().getErr();
            err.println(wrong.getMessage());
            err.println("See device-simulator --help.");
            return ExitCode.USAGE;
        });
    }

    @Override
    public Integer call() throws InterruptedException {
        FleetOptions options = options(System.getenv());
        PrintWriter out = command().getOut();
        out.println("Connecting " + options.devices() + " device(s), "
                + options.sessionIds().get(0) + " and on, to " + options.url() + ". Ctrl-C stops them.");
        out.flush();
        SimulatedFleet fleet = SimulatedFleet.start(options);
        Thread goodbye = new Thread(fleet::close, "goodbye");
        Runtime.getRuntime().addShutdownHook(goodbye);
        try {
            Progress progress = new Progress(fleet, out);
            boolean someLeft = progress.showFor(duration);
            fleet.close();
            if (!someLeft) {
                progress.problems()
                        .forEach((problem, number) -> command().getErr().println(number + " x " + problem));
            }
            return someLeft ? ExitCode.OK : ExitCode.SOFTWARE;
        } finally {
            removeHook(goodbye);
        }
    }

    FleetOptions options(Map<String, String> environment) {
        try {
            return new FleetOptions(
                    given(url),
                    given(email),
                    password(environment),
                    devices,
                    given(sessionPrefix),
                    given(interval),
                    connectsPerSecond,
                    registers == null ? RegisterFile.none() : RegisterFile.load(registers),
                    Clock.systemDefaultZone());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command(), String.valueOf(wrong.getMessage()));
        } catch (IOException unreadable) {
            throw new ParameterException(command(), "The register file " + registers + " cannot be read.");
        }
    }

    private String password(Map<String, String> environment) {
        String value = password != null ? new String(password) : environment.getOrDefault(PASSWORD_VARIABLE, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("Give --password, or set " + PASSWORD_VARIABLE + ".");
        }
        return value;
    }

    private CommandLine command() {
        return given(spec).commandLine();
    }

    /** Picocli has set it: the option is required, or has a default. */
    private static <T> T given(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return value;
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // the hook is running
        }
    }
}
